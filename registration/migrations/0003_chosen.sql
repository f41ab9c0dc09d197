-- Who was invited as somebody of the roll counts as chosen from it: those who
-- keep the conference are told the name, and no more until the person says that
-- they come. The source chosen is new.
update registration set source = 'chosen' where source = 'invited' and member <> '';

create index registration_member on registration (member, conference);
