-- Where a letter about access goes: to the address that its reader had when it
-- happened, since it may be about a change of that very address. Empty for all
-- others, and once the letter has gone.
alter table outbox_letter add column email text not null default '';
