// Package counterpart is the root of the program of that name: the workspace
// and the public record of a task force whose working groups sit in different
// capitals. There is no code here. This is the order in which to read the rest.
//
// An idea is a matter. It is raised in one group, referred to the counterpart,
// considered there, put into a joint text, decided by both groups on one
// version of it, and only then a recommendation. The program exists so that
// nobody gets round that order, and so that everyone can check that nobody did.
//
// First the rules. They are pure: given the same acts they answer the same,
// today and in ten years. They read no clock, table, file or network.
//
//   - text: what is being decided, paragraph by paragraph, with its brackets
//   - group and member: who sits where, and in what standing
//   - act: what a member did, in its written form, and the refusal
//   - procedure: what may happen to a matter next, and why not
//   - initiative: the task force as a whole, and its rules of procedure
//
// Then the office. All SQL is here.
//
//   - search: what people look for, in three languages
//   - database: two engines behind one door
//   - record: the append-only log of acts, its tree and its checkpoints
//   - roll: people, kept apart so that they can be corrected and erased
//   - register: tables folded from acts, and the questions asked of them, each
//     with the reader as an argument
//   - clerk: the only door for change
//   - errand: work after the fact, once
//   - signin: proof of who asks
//
// Then the media, which turn registers into what a person or a program can
// use: locale (three languages), mail, transcript (a matter as readable lines),
// web, api; and demo, the model case as data. The program itself is cmd/counterpart.
//
// To follow one deed through the house, read a command in procedure, then
// Clerk.Do, then the fold of its act in register, then the page of the same
// name in web. A concept has the same file name in each of these.
//
// Who may import whom is a table in deps_test.go, which a test enforces.
package counterpart
