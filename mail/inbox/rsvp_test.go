package inbox_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/errand"
	"example.org/counterpart/initiative"
	"example.org/counterpart/invitation"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/roll"
)

// An office is a task force whose invitations go out by SMTP, and whose answers
// come in by LMTP.
type office struct {
	*post
	caller invitation.Caller
	box    *outbox.Box
	sends  *dispatch.Post
	next   int64
	seen   int
}

func openOffice(t *testing.T, db *database.DB) *office {
	t.Helper()
	o := &office{post: open(t, db), box: &outbox.Box{DB: db}}
	place := calendar.Place{Domain: "taskforce.example", Base: base}
	o.desk.Place = place
	for _, open := range []func(*database.Tx) error{errand.Open, outbox.Open, invitation.Open} {
		if err := db.Write(t.Context(), open); err != nil {
			t.Fatal(err)
		}
	}
	sender, err := mail.New("smtp://"+o.relay.Addr()+"?tls=none", "Task Force <noreply@taskforce.example>")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sender.Close(context.Background()) })
	o.caller = invitation.Caller{Register: o.Register, Now: o.Time, Letters: true}
	o.sends = &dispatch.Post{Box: o.box, Sender: sender, Now: o.Time, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Writer: &dispatch.Writer{
		Register: o.Register, Box: o.box, Base: base, Secret: o.Secret, Now: o.Time, From: sender.From(), Place: place,
		ReplyTo: func(who member.ID, on act.Ref) string { return reply.Address(o.Secret, box, who, on) }}}
	for _, c := range clerktest.Cast {
		if err := o.box.Set(t.Context(), c.ID, outbox.Settings{Pace: notice.Each}); err != nil {
			t.Fatal(err)
		}
	}
	o.mails() // of the founding
	return o
}

// mails has the errands done, and returns the letters that they sent, by the
// name in the address.
func (o *office) mails() map[string]mailtest.Letter {
	o.T.Helper()
	for last := int64(-1); last != o.next; {
		if err := o.DB.Write(context.Background(), func(tx *database.Tx) (err error) {
			last = o.next
			o.next, err = o.caller.Follow(tx, o.next)
			return err
		}); err != nil {
			o.T.Fatal(err)
		}
	}
	if _, err := o.sends.Round(context.Background()); err != nil {
		o.T.Fatal(err)
	}
	by := map[string]mailtest.Letter{}
	all := o.relay.Letters()
	for _, l := range all[o.seen:] {
		who, _, _ := strings.Cut(l.To, "@")
		if _, twice := by[who]; twice {
			o.T.Errorf("%s gets two letters", who)
		}
		l.Text = strings.ReplaceAll(l.Text, "\r\n", "\n")
		by[who] = l
	}
	o.seen = len(all)
	return by
}

func (o *office) invitation(on act.Ref, who member.ID) (i invitation.Invitation) {
	o.T.Helper()
	err := o.DB.Read(context.Background(), func(tx *database.Tx) (err error) {
		i, err = invitation.Of(tx, on, who)
		return err
	})
	if err != nil {
		o.T.Fatal(err)
	}
	return i
}

// at is who has an address.
func (o *office) at(email string) (id member.ID) {
	o.T.Helper()
	if err := o.DB.Read(context.Background(), func(tx *database.Tx) (err error) { id, _, err = roll.AtEmail(tx, email); return err }); err != nil {
		o.T.Fatal(err)
	}
	return id
}

var (
	organizer = regexp.MustCompile(`ORGANIZER[^:]*:mailto:(\S+)`)
	attendee  = regexp.MustCompile(`ATTENDEE[^:]*:mailto:(\S+)`)
	uid       = regexp.MustCompile(`UID:(\S+)`)
	sequence  = regexp.MustCompile(`SEQUENCE:(\d+)`)
)

func unfolded(file string) string { return strings.ReplaceAll(file, "\r\n ", "") }

// answer is what a calendar program makes of an invitation.
func answer(l mailtest.Letter, status string, at time.Time) string {
	file := unfolded(l.Calendar)
	return fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//Y//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n%s\r\n%s\r\nDTSTAMP:%s\r\n%s\r\nATTENDEE;PARTSTAT=%s:mailto:%s\r\nCOMMENT:By train\\, late\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		uid.FindString(file), sequence.FindString(file), at.UTC().Format("20060102T150405Z"), organizer.FindString(file), status, attendee.FindStringSubmatch(file)[1])
}

// answers has a calendar program answer by LMTP, as from an address.
func (o *office) answers(from string, to string, file string) {
	o.T.Helper()
	body := "--b\r\nContent-Type: text/plain\r\n\r\nAccepted.\r\n--b\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + file + "\r\n--b--\r\n"
	raw := o.letter(from, to, body, "Content-Type: multipart/alternative; boundary=b", "Auto-Submitted: auto-generated")
	if err := o.post.sends(from, raw, to); err != nil {
		o.T.Fatal(err)
	}
}

// TestRoundTrip sends invitations by SMTP, has calendars answer by LMTP, moves
// the meeting, and calls it off.
func TestRoundTrip(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := openOffice(t, db)
		call := o.Meeting(clerktest.Washington, clerktest.Astana)
		call.Start = o.Time().Add(10 * 24 * time.Hour).Truncate(time.Hour)
		call.End = call.Start.Add(2 * time.Hour)
		call.Venues[0].Link = "https://video.example/zqlink"
		on := o.As("hale").Meets("", call)
		by := o.mails()
		if len(by) != len(clerktest.Cast) {
			t.Fatalf("%d people are written to", len(by))
		}
		l := by["zhan"]
		file := unfolded(l.Calendar)
		to := organizer.FindStringSubmatch(file)[1]
		if l.Method != "REQUEST" || !strings.Contains(file, "METHOD:REQUEST\r\n") || attendee.FindStringSubmatch(file)[1] != "zhan@example.org" ||
			to != reply.Address(o.Secret, box, "zhan", on) || l.Header.Get("Reply-To") != "<"+to+">" || l.Subject != "Invitation: Regular meeting" {
			t.Errorf("%s, %s:\n%s", l.Subject, l.Header.Get("Reply-To"), file)
		}
		if !strings.Contains(l.Text, "Astana: ") || !strings.Contains(l.Text, "Washington: Thursday 12 March 2009, 10:00–12:00") || !strings.Contains(l.Text, "https://video.example/zqlink") {
			t.Errorf("the letter says:\n%s", l.Text)
		}
		for _, c := range clerktest.Cast {
			if c.ID != "zhan" && strings.Contains(l.Raw+l.Text+file, string(c.ID)) {
				t.Errorf("zhan is told of %s", c.ID)
			}
		}
		o.answers("zhan@example.org", to, answer(l, "ACCEPTED", o.Time().Add(time.Minute)))
		if i := o.invitation(on, "zhan"); i.Answer != invitation.Accepted || i.Comment != "By train, late" || i.Through != invitation.Mail {
			t.Errorf("zhan answered %+v", i)
		}
		// What is older than that does not count, nor what is forged.
		o.answers("zhan@example.org", to, answer(l, "DECLINED", o.Time().Add(-time.Minute)))
		o.answers("dana@example.org", to, answer(l, "DECLINED", o.Time().Add(time.Hour)))                                                          // from another
		o.answers("zhan@example.org", to, strings.Replace(answer(l, "DECLINED", o.Time().Add(time.Hour)), "mailto:zhan@", "mailto:dana@", 1))      // for another
		o.answers("zhan@example.org", to, strings.Replace(answer(l, "DECLINED", o.Time().Add(time.Hour)), "UID:m-", "UID:m-x", 1))                 // of another meeting
		o.answers("zhan@example.org", to, strings.Replace(answer(l, "DECLINED", o.Time().Add(time.Hour)), "SEQUENCE:0", "SEQUENCE:9", 1))          // of a date never sent
		o.answers("zhan@example.org", reply.Address(o.Secret, box, "dana", on), answer(by["dana"], "DECLINED", o.Time().Add(time.Hour)))           // to another's address
		o.answers("zhan@example.org", to, strings.Replace(answer(l, "DECLINED", o.Time().Add(time.Hour)), "METHOD:REPLY", "METHOD:COUNTER", 1))    // another time
		o.answers("zhan@example.org", to, strings.Replace(answer(l, "DECLINED", o.Time().Add(time.Hour)), "END:VCALENDAR", "END:VCALENDAR:::", 1)) // broken
		if i := o.invitation(on, "zhan"); i.Answer != invitation.Accepted {
			t.Errorf("zhan's answer is now %+v", i)
		}
		if i := o.invitation(on, "dana"); i.Answer != invitation.None {
			t.Errorf("dana answered by zhan: %+v", i)
		}
		if got := o.mails(); len(got) != 0 {
			t.Errorf("letters for no reason: %v", got)
		}
		o.answers("ruiz@example.org", reply.Address(o.Secret, box, "ruiz", on), answer(by["ruiz"], "DECLINED", o.Time()))

		move := meeting.Move{Times: call.Times}
		move.Start, move.End = call.Start.Add(24*time.Hour), call.End.Add(24*time.Hour)
		o.Later(time.Hour).As("hale").Meets(on, move)
		by = o.mails()
		if l = by["zhan"]; len(by) != len(clerktest.Cast) || sequence.FindStringSubmatch(l.Calendar)[1] != "1" || l.Subject != "Changed: Regular meeting" ||
			!strings.Contains(l.Text, "Until now it was to begin: ") {
			t.Errorf("%d letters; %s:\n%s", len(by), l.Subject, l.Text)
		}
		o.answers("zhan@example.org", to, answer(l, "TENTATIVE", o.Time()))
		if i := o.invitation(on, "zhan"); i.Answer != invitation.Tentative || i.AnsweredTo != 1 {
			t.Errorf("zhan answered %+v", i)
		}
		o.Later(time.Hour).Meets(on, meeting.CallOff{Reason: "Snow."})
		by = o.mails()
		l = by["zhan"]
		if _, told := by["ruiz"]; told || l.Method != "CANCEL" || !strings.Contains(l.Calendar, "STATUS:CANCELLED") || sequence.FindStringSubmatch(l.Calendar)[1] != "2" ||
			uid.FindString(l.Calendar) != "UID:"+string(on)+"@taskforce.example" || !strings.Contains(l.Text, "Snow.") || len(by) != len(clerktest.Cast)-1 {
			t.Errorf("%d letters; called off:\n%s\n%s", len(by), l.Text, l.Calendar)
		}
		o.answers("zhan@example.org", to, answer(l, "ACCEPTED", o.Time()))
		if i := o.invitation(on, "zhan"); i.Answer != invitation.Tentative {
			t.Errorf("an answer to what is called off: %+v", i)
		}
	})
}

// TestCounter answers a person who proposes another time, or writes a letter to
// the address of an invitation, once and politely.
func TestCounter(t *testing.T) {
	o := openOffice(t, databasetest.Open(t, t.TempDir()))
	on := o.As("hale").Meets("", o.Meeting(clerktest.Washington, clerktest.Astana))
	by := o.mails()
	for who, c := range map[string]struct{ body, kind, want string }{
		"zhan":  {strings.Replace(answer(by["zhan"], "TENTATIVE", o.Time()), "METHOD:REPLY", "METHOD:COUNTER", 1), "text/calendar; method=COUNTER", "Thank you for proposing another time"},
		"aigul": {"I shall be there.\r\n", "text/plain", "understands only the answers that calendars send"},
	} {
		to := reply.Address(o.Secret, box, member.ID(who), on)
		if err := o.post.sends(who+"@example.org", o.letter(who+"@example.org", to, c.body, "Content-Type: "+c.kind), to); err != nil {
			t.Fatal(err)
		}
		all := o.relay.Wait(t, o.seen+1)
		if l := all[o.seen]; l.To != who+"@example.org" || !strings.Contains(strings.ReplaceAll(l.Text, "\r\n", " "), c.want) || !strings.Contains(l.Text, base+"/rsvp/") {
			t.Errorf("%s is answered:\n%s", who, l.Text)
		}
		o.seen = len(all)
	}
}

// TestHours holds that quiet hours hold back an invitation, and not that a
// meeting of the next hours is called off; and that nobody who wants no letters
// gets one but that.
func TestHours(t *testing.T) {
	o := openOffice(t, databasetest.Open(t, t.TempDir()))
	set := func(who member.ID, s outbox.Settings) {
		t.Helper()
		if err := o.box.Set(t.Context(), who, s); err != nil {
			t.Fatal(err)
		}
	}
	all := notice.Quiet{From: 0, To: 24*60 - 1}
	set("zhan", outbox.Settings{Pace: notice.Each, Quiet: all})
	set("dana", outbox.Settings{Pace: notice.Never})
	call := o.Meeting(clerktest.Astana)
	call.Title["en"] = "zqtitle"
	on := o.As("serik").Meets("", call)
	by := o.mails()
	if _, told := by["zhan"]; told || len(by) != 4 {
		t.Errorf("%d letters", len(by))
	}
	if l := by["serik"]; strings.Contains(l.Raw+l.Text+l.Calendar, "zqtitle") || l.Subject != "Invitation: Meeting of the groups: Astana" {
		t.Errorf("of a caucus the letter says %s", l.Subject)
	}
	set("zhan", outbox.Settings{Pace: notice.Each})
	o.Later(26*time.Hour).As("serik").Meets(on, meeting.Move{Times: call.Times})
	if by = o.mails(); len(by) != 5 {
		t.Errorf("moved: %d letters", len(by))
	}
	set("zhan", outbox.Settings{Pace: notice.Each, Quiet: all})
	o.Later(26*time.Hour).As("serik").Meets(on, meeting.CallOff{Reason: "Ill."})
	by = o.mails()
	if l, told := by["zhan"]; !told || l.Method != "CANCEL" {
		t.Error("zhan sets out to a meeting that is called off")
	}
	if _, told := by["dana"]; told {
		t.Error("dana wanted no letters")
	}
}

// TestGuest invites somebody without a seat, and somebody who has only just
// taken one.
func TestGuest(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := openOffice(t, db)
		call := o.Meeting(clerktest.Washington, clerktest.Astana)
		call.Restricted, call.Invited = true, []member.ID{"okafor", "serik"}
		on := o.As("hale").Meets("", call)
		if by := o.mails(); len(by) != 2 {
			t.Fatalf("%d letters", len(by))
		}
		m := o.Gathering("hale", on).Meeting
		hale := member.Standing{Member: "hale", Group: clerktest.Washington, Capacity: member.CoChair}
		admit := func(g invitation.Guest) error {
			return db.Write(t.Context(), func(tx *database.Tx) error { return o.caller.Admit(tx, m, g, hale) })
		}
		guest := invitation.Guest{Name: "Zq Guest", Affiliation: "Institute", Email: "guest@example.net", Lang: "ru"}
		if err := admit(guest); err != nil {
			t.Fatal(err)
		}
		if no, refused := act.Refused(admit(guest)); !refused || no.Reason.Key != "refuse.invitation.already" {
			t.Errorf("invited twice: %v", no)
		}
		for _, bad := range []invitation.Guest{{Email: "x@example.net", Lang: "en"}, {Name: "X", Lang: "en"}, {Name: "X", Email: "y@example.net", Lang: "xx"}} {
			if _, refused := act.Refused(admit(bad)); !refused {
				t.Errorf("%+v is admitted", bad)
			}
		}
		o.Register.ForgetPeople()
		by := o.mails()
		l := by["guest"]
		if len(by) != 1 || !strings.HasPrefix(l.Subject, "Приглашение: ") || strings.Contains(l.Text, "unsubscribe") || l.Header.Get("List-Unsubscribe") != "" ||
			!strings.Contains(l.Text, base+"/rsvp/") || strings.Contains(l.Text+l.Calendar, base+"/meeting/") {
			t.Errorf("%d letters; the guest reads %s:\n%s", len(by), l.Subject, l.Text)
		}
		o.answers("guest@example.net", organizer.FindStringSubmatch(unfolded(l.Calendar))[1], answer(l, "ACCEPTED", o.Time()))
		// Taken back, they are told, and the address is nobody's.
		to := organizer.FindStringSubmatch(unfolded(l.Calendar))[1]
		defer func() {
			i := o.invitation(on, o.at("guest@example.net"))
			if err := db.Write(t.Context(), func(tx *database.Tx) error { return o.caller.Withdraw(tx, m, i.ID) }); err != nil {
				t.Fatal(err)
			}
			by := o.mails()
			if l := by["guest"]; len(by) != 1 || l.Method != "CANCEL" || strings.Contains(l.Text, "/rsvp/") || !strings.Contains(l.Text, "больше не просят") {
				t.Errorf("%d letters; the guest reads:\n%s", len(by), l.Text)
			}
			o.answers("guest@example.net", to, answer(l, "DECLINED", o.Time()))
			if by := o.mails(); len(by) != 0 {
				t.Errorf("and then %v", by)
			}
			o.Governs("serik", initiative.End{Member: "serik", Group: clerktest.Astana})
			by = o.mails()
			if l := by["serik"]; len(by) != 1 || l.Method != "CANCEL" || !strings.Contains(l.Text, "not asked to come") {
				t.Errorf("%d letters; who has left reads:\n%s", len(by), l.Text)
			}
			if err := admit(guest); err != nil {
				t.Fatal(err)
			}
			if by := o.mails(); by["guest"].Method != "REQUEST" || len(by) != 1 {
				t.Errorf("invited afresh: %d letters", len(by))
			}
		}()
		var all []invitation.Invitation
		err := db.Read(t.Context(), func(tx *database.Tx) (err error) { all, err = invitation.To(tx, on); return err })
		if n := slices.IndexFunc(all, func(i invitation.Invitation) bool { return i.Guest }); err != nil || len(all) != 3 || all[n].Answer != invitation.Accepted {
			t.Errorf("invited are %+v, %v", all, err)
		}
	})
}

// TestRoundTripByMailbox sends an invitation to a real relay, has a calendar
// program's answer lie in a real mailbox, and fetches it there: it stands in the
// list of those invited, once, however often the mailbox is looked at.
func TestRoundTripByMailbox(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		o := openOffice(t, db)
		on := o.As("hale").Meets("", o.Meeting(clerktest.Washington, clerktest.Astana))
		l := o.mails()["zhan"]
		file := unfolded(l.Calendar)
		if l.Method != "REQUEST" || !strings.Contains(file, "METHOD:REQUEST\r\n") {
			t.Fatalf("zhan is sent a %s", l.Method)
		}
		to := organizer.FindStringSubmatch(file)[1]
		shelf := imapServer(t, true)
		mailbox := shelf.mailbox(o.post, "imaps://tf%40example.org@HOST/INBOX")
		put := func(from, status string, at time.Time) {
			body := "--b\r\nContent-Type: text/plain\r\n\r\nAccepted.\r\n--b\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" + answer(l, status, at) + "\r\n--b--\r\n"
			shelf.put(o.letter(from, to, body, "Content-Type: multipart/alternative; boundary=b", "Auto-Submitted: auto-generated"))
			for range 2 {
				if _, err := mailbox.Round(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		stands := func(want invitation.Answer) {
			t.Helper()
			var all []invitation.Invitation
			if err := db.Read(t.Context(), func(tx *database.Tx) (err error) { all, err = invitation.To(tx, on); return err }); err != nil {
				t.Fatal(err)
			}
			answered := 0
			for _, i := range all {
				if i.Answer != invitation.None {
					answered++
				}
				if i.Person == "zhan" && (i.Answer != want || i.Through != invitation.Mail || i.Comment != "By train, late") {
					t.Errorf("zhan answered %+v, and not %s", i, want)
				}
			}
			if answered != 1 || len(all) != len(clerktest.Cast) {
				t.Errorf("%d of %d have answered", answered, len(all))
			}
		}
		put("zhan@example.org", "ACCEPTED", o.Time().Add(time.Minute))
		stands(invitation.Accepted)
		put("dana@example.org", "DECLINED", o.Time().Add(time.Hour)) // from another
		stands(invitation.Accepted)
		put("zhan@example.org", "DECLINED", o.Time().Add(2*time.Hour))
		stands(invitation.Declined)
		if all, unseen := shelf.waits("INBOX"); all != 3 || unseen != 0 {
			t.Errorf("%d letters, %d unseen", all, unseen)
		}
	})
}
