// Package counterpart is the root of the program of that name: the workspace
// and the public record of a task force whose working groups sit in different
// capitals. There is no code here. This is a guided tour of the rest, in the
// order in which to read it.
//
// An idea is a matter. It is raised in one group, referred to the counterpart,
// considered there, put into a joint text, decided by every group on one
// version of it, and only then a recommendation. The program exists so that
// nobody gets round that order, and so that everyone can check that nobody did.
//
// # The rooms
//
// First the rules. They are pure: given the same acts they answer the same,
// today and in ten years. They read no clock, table, file or network.
//
//   - text: what is being decided, paragraph by paragraph, with its brackets
//   - group: a working group, and whether it carries a text by its own rule
//   - member: who sits where, in what standing, from when to when
//   - act: what a member did, in its written form; and the refusal
//   - procedure: what may happen to a matter next, and why not
//   - initiative: the task force as a whole, and its rules of procedure
//   - meeting: one agenda in several cities; who was there, and the minutes
//   - conference: an event with sessions; what was released of its programme
//   - publication: briefs and papers; what was released of them, and by whose keys
//   - notice: who is told of what, why, and when
//   - schedule: when groups in several cities could meet, and whose turn it is
//
// Then the office. All SQL is here.
//
//   - database: two engines behind one door
//   - search: what people look for, in three languages
//   - record: the append-only log of acts, its tree and its checkpoints
//   - roll: people, kept apart so that they can be corrected and erased
//   - application: who would like to be a member, until a co-chair has answered
//   - invitation: who is invited to a meeting, and whether they come
//   - registration: who would like to come to a conference, in their order
//   - roster: lists of members as files, taken whole or not at all
//   - register: tables folded from acts, and the questions asked of them, each
//     by a reader
//   - errand: work after the fact, once
//   - outbox: letters to be, and what became of them
//   - distribution: to whom publications are sent, and what became of it
//   - signin: proof of who asks
//   - poll: when people can meet, as they marked it
//   - holiday: the public holidays of the capitals
//   - edition: the files of editions, as they were set
//   - paper: the files laid before meetings, by what their content is
//   - picture: the pictures that publications show, drawn anew
//   - remark: what is remarked on drafts of publications, and who checks them
//   - draft: what members wrote by mail and have not confirmed
//   - floor: who asked to speak in a meeting, as long as the item lasts
//   - clerk: the only door for change
//
// Then the media, which turn what is kept into what a person or a program can
// use.
//
//   - locale: every sentence that people read, in English, Russian and Kazakh
//   - mail: letters, and the relay; written in mail/dispatch. What is answered
//     mail/inbox takes, and mail/reply reads
//   - calendar: meetings as calendar programs take them, and what they answer
//   - badge: the badges of a conference, to be printed
//   - compose: makes of a version of a publication the document that is set
//   - press: sets a publication as PDF, DOCX, EPUB and plain text
//   - dossier: everything that is held about one person, for that person
//   - transcript: a matter as lines that people read, and play again
//   - web: pages; made of web/part, kept up to date by web/live
//   - api: the same commands and questions as JSON
//   - demo: the model case, played through the clerk
//
// The program itself is cmd/counterpart, a file for each of its commands.
//
// # The three ways through
//
// Change. A request becomes an order to [example.org/counterpart/clerk.Clerk.Do]:
// by whom, on what, in answer to which turn, which command. In one transaction
// the clerk takes the right to append, folds the matter from the record, asks
// the rule, appends the acts that follow, and folds them into the register.
// The rules never decide by the register: a wrong table misleads readers until
// it is folded again, a wrong act would stand for ever.
//
// Reading. A page asks [example.org/counterpart/register.Register.Ask] as a
// reader. What the reader may not read is not in the answer, so no page has to
// remember to leave it out. What may be done now, and why not the rest, a page
// asks of the rules themselves, and quotes.
//
// After the fact. Errands follow the record from a stored cursor: one turns
// deadlines that have passed into orders of its own, one indexes words, one
// writes letters to be, and others send them.
//
// To follow one deed through the house, read procedure/refer.go, the folder
// clerk in the order clerk.go, run.go, batch.go, sitting.go, book.go (shelf.go for
// what is no matter), then
// ReferredAct in register/fold_matter.go and scope.go, then web/do.go and
// web/matter.go. To see it played, read procedure/testdata/written.txt.
//
// # Where a line of code belongs
//
//   - It says what may happen, or why not: in a rule. If it needs the time or a
//     table to say so, the clerk hands it over in an Instant.
//   - It is SQL: in the room of the office whose table it is. Media have none.
//   - It decides who may read: in register/scope.go, or in procedure.Audience.
//   - It is a sentence: in a catalogue, three times.
//   - It happens because something was recorded, and need not happen at once:
//     in an errand.
//   - It looks the same on two pages: in web/part.
//   - It has no home: then an idea is missing. Name it first, in doc/words.md.
//
// Who may import whom is a table in deps_test.go, which a test enforces. The
// design as it is built is in doc/overview.md, what was turned down on the way
// in doc/decisions.
package counterpart
