package web

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// formPage is the form of one command on a matter.
type formPage struct {
	m        register.Matter
	command  string
	asks     []question
	in       url.Values
	problems []part.Problem
	key      string // makes a form that is sent twice be carried out once
	way      *act.Refusal
	text     register.Text // what the command is about, as it reads now
	stale    bool          // the member must first prove once more who they are
}

func (f formPage) head(v *visit, pg *part.Page) {
	pg.Title = v.p.T("command." + f.command)
	pg.Faulty = len(f.problems) > 0
}

func (f formPage) body(v *visit) templ.Component { return formBody(v, f) }

// signs are the commands by which somebody answers for a text, and so must
// have it before their eyes.
var signs = map[string]bool{"refer": true, "consider": true, "move": true, "second": true, "choose": true, "amend": true,
	"record-meeting": true, "reserve": true, "close": true}

// about are the facts of what is signed.
func (f formPage) about(v *visit) []part.Row {
	rows := []part.Row{{Key: v.p.T("web.matter.text"), Value: v.p.T("web.sign.version", f.m.Version.N, f.text.At)}}
	if d := f.m.Decision; d != nil {
		rows = append(rows, part.Row{Key: v.p.T("web.field.method"), Value: v.p.T(d.Method.Key())},
			part.Row{Key: v.p.T("web.decision.ends." + string(d.Method)), Value: v.p.Both(d.Closes)})
	}
	return rows
}

// paragraphs are the text that is signed, those marked that the reader's group
// has not considered.
func (f formPage) paragraphs(v *visit) (all []part.Paragraph) {
	new := f.m.Unconsidered(v.reader.Standing.Group)
	for n, p := range f.text.Paragraphs {
		view := part.Paragraph{ID: "text-" + string(p.ID), Number: n + 1, Lang: f.m.Lang, Phrases: v.phrases(p.Words, f.m)}
		if slices.Contains(f.m.Groups, v.reader.Standing.Group) && slices.Contains(new, p.ID) {
			view.Note = v.p.T("web.text.unconsidered", v.reader.Standing.Group)
		}
		all = append(all, view)
	}
	return all
}

// form draws the form of a command, or says why the way is not open.
func (s *Site) form(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return s.formPage(v, v.URL.Query(), nil)
}

// formPage draws the form with what was answered, and what was refused.
func (s *Site) formPage(v *visit, in url.Values, refused *act.Refusal) (page, error) {
	f := formPage{command: v.PathValue("command"), in: in, key: or(in, "key", newKey())}
	how, ok := forms[f.command]
	if !ok {
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	err := v.ask(func(q register.Questions) (err error) {
		if f.m, err = q.Matter(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		if signs[f.command] {
			if f.text, err = q.Text(f.m.Ref, f.m.Version.Hash); err != nil {
				return err
			}
		}
		instant, err := q.Instant(f.m.Matter, v.now)
		for _, way := range v.ways(f.m.Matter, instant) {
			if way.Command == f.command {
				f.way = way.No
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	f.asks = how.ask(v, f.m, in)
	f.stale = sensitive[f.command] && !signin.Fresh(v.session, s.Clock())
	if refused != nil {
		if refused.Reason.Key == clerk.KeyReused {
			f.key = newKey() // what is sent next is another order
		}
		f.problems = v.mark(f.asks, refused)
	}
	return f, nil
}

// mark writes a refusal into the fields that it concerns, and returns the
// summary that leads to them, in the order of the form.
func (v *visit) mark(asks []question, no *act.Refusal) (problems []part.Problem) {
	at := map[string]int{} // where on the form a problem leads
	for _, one := range append([]*act.Refusal{no}, no.Others...) {
		k := fieldOf(asks, one.Field)
		for n, reason := range append([]act.Reason{one.Reason}, one.More...) {
			problem := part.Problem{Text: v.p.Say(reason)}
			if k >= 0 {
				problem.Href = "#" + cmp.Or(asks[k].ID, asks[k].Name)
				at[problem.Href] = k + 1
				if n == 0 {
					asks[k].Error = problem.Text
				}
			}
			problems = append(problems, problem)
		}
	}
	slices.SortStableFunc(problems, func(a, b part.Problem) int { return at[a.Href] - at[b.Href] })
	return problems
}

// askedAs are the fields of commands that forms ask for under other names.
var askedAs = map[string]string{"closes": "day", "decide": "kind", "groups": "capital"}

// fieldOf finds the question about a command's field, or the first of several
// about parts of it, which have a stop and more behind the name. It returns -1
// if the form asks nothing of the kind.
func fieldOf(asks []question, field string) int {
	own := slices.ContainsFunc(asks, func(q question) bool { return q.Name == field })
	if as, ok := askedAs[field]; ok && !own {
		field = as
	}
	if field == "" {
		return -1
	}
	for _, fits := range []func(name string) bool{
		func(name string) bool { return name == field },
		func(name string) bool { return strings.HasPrefix(name, field+".") },
		func(name string) bool { return strings.HasPrefix(field, name+".") },
	} {
		if k := slices.IndexFunc(asks, func(q question) bool { return fits(q.Name) }); k >= 0 {
			return k
		}
	}
	return -1
}

// do carries out the command that a form asks for. A refused form comes back
// with everything that was typed.
func (s *Site) do(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	how, ok := forms[v.PathValue("command")]
	if !ok {
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	ref := act.Ref(v.PathValue("ref"))
	var m register.Matter
	if err := v.ask(func(q register.Questions) (err error) { m, err = q.Matter(ref); return err }); err != nil {
		return nil, err
	}
	cmd, err := how.read(v, m, in)
	var receipt clerk.Receipt
	if err == nil {
		receipt, err = s.order(v, ref, in, cmd)
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		back, drawErr := s.formPage(v, in, no)
		if drawErr != nil {
			return nil, err
		}
		return withStatus{back, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/matter/" + string(ref) + "?done=" + doneBy(cmd, receipt)), nil
}

// doneBy names what was done in the address of the page that follows.
func doneBy(cmd procedure.Command, receipt clerk.Receipt) string {
	if s, said := cmd.(procedure.State); said && s.Attribution != act.Named {
		return "said" // an address that is passed on must not tell whose words they are
	}
	return strconv.FormatInt(receipt.Acts[0].Seq, 10)
}

// order sends a command on a matter to the clerk. A statement answers no turn,
// nor does an idea that is new.
func (s *Site) order(v *visit, ref act.Ref, in url.Values, cmd procedure.Command) (clerk.Receipt, error) {
	if sensitive[cmd.Name()] {
		if err := v.mustBeFresh(); err != nil {
			return clerk.Receipt{}, err
		}
	}
	turn, err := turnOf(in)
	if _, said := cmd.(procedure.State); err != nil && (said || ref == "") {
		turn, err = -1, nil
	}
	if err != nil {
		return clerk.Receipt{}, err
	}
	return v.send(in, clerk.Order{On: ref, Turn: turn, Command: cmd})
}

// answer sends the clerk a command on a meeting or a conference, in answer to the
// turn that the form names; one on what is new answers none.
func (v *visit) answer(on act.Ref, in url.Values, cmd any) (clerk.Receipt, error) {
	turn := -1
	if on != "" {
		var err error
		if turn, err = turnOf(in); err != nil {
			return clerk.Receipt{}, err
		}
	}
	return v.send(in, clerk.Order{On: on, Turn: turn, Command: cmd})
}

// turnOf is the turn that a form answers, of whatever it is about.
func turnOf(in url.Values) (int, error) {
	turn, err := strconv.Atoi(in.Get("turn"))
	if err != nil || turn < 0 { // to the clerk -1 is whatever it is
		return 0, act.Refuse(act.Malformed, "web.form-turn")
	}
	return turn, nil
}

// send hands the clerk an order of the member who is signed in, as a form that
// was drawn for them asks for it.
func (v *visit) send(in url.Values, o clerk.Order) (clerk.Receipt, error) {
	s := v.site
	if err := s.Allow(v.session.Member); err != nil {
		return clerk.Receipt{}, err
	}
	if err := v.unchanged(in); err != nil {
		return clerk.Receipt{}, err
	}
	if len(in.Get("key")) > 100 {
		return clerk.Receipt{}, act.Refuse(act.Malformed, "web.form-unreadable")
	}
	o.By, o.For, o.Key = v.session.Member, v.acting, in.Get("key")
	receipt, err := s.Clerk.Do(v.Context(), o)
	if no, refused := act.Refused(err); refused {
		s.Log.InfoContext(v.Context(), "refused", "command", fmt.Sprintf("%T", o.Command), "on", o.On, "why", no.Why, "reason", no.Reason.Key)
	}
	return receipt, err
}

func newKey() string { return rand.Text() }

// matterState ties a form to the state of the matter that it answers.
type matterState struct {
	turn    int
	version string
}

// stateOf is the state that a form drawn now answers. Words stay on the version
// that their author had before them, also when the form comes back.
func stateOf(f formPage) matterState {
	st := matterState{f.m.Turn, f.m.Version.Hash.String()}
	if f.command == (procedure.State{}).Name() {
		st.version = or(f.in, "version", st.version)
	}
	return st
}
