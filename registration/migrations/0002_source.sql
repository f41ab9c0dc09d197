-- How a registration came about: empty if the person filled in the form, or
-- invited if those who keep the conference asked them to come.
alter table registration add column source text not null default '';
