-- The clerk knows the places by heart.
drop index clerk_receipt_place;
