-- What is known of a person that has but one form. post_box is the address in
-- the form in which two spellings of it are equal. A person who was erased is
-- a row with nothing left in it, so that the identifier is not given again.
create table roll_person (
	member   text primary key,
	country  text not null,
	email    text not null,
	post_box text not null,
	lang     text not null,
	zone     text not null,
	slug     text not null,
	erased   boolean not null
);

create unique index roll_person_post_box on roll_person (post_box) where post_box <> '';

create unique index roll_person_slug on roll_person (slug) where slug <> '';

-- What differs from language to language: what is name, post or affiliation.
create table roll_person_words (
	member text not null,
	what   text not null,
	lang   text not null,
	words  text not null,
	primary key (member, what, lang)
);
