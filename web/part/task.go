package part

import (
	"example.org/counterpart/locale"
	"github.com/a-h/templ"
)

// A Task is something that may be done with a matter, or the reason why not now.
type Task struct {
	Label   string
	Href    string   // "" when it may not be done now
	Hint    string   // what it does
	Reasons []string // why not: sentences of the rule that would refuse it
}

// TaskList says what the reader may do now, and names the rest with the reason why not.
func TaskList(p *locale.Printer, tasks []Task) templ.Component {
	return plain(func(k *ink) {
		k.raw(`<ul class="tasks">`)
		for _, t := range tasks {
			k.task(p, t)
		}
		k.raw(`</ul>`)
	})
}

func (k *ink) task(p *locale.Printer, t Task) {
	if t.Href == "" {
		k.raw(`<li class="not"><div><span class="name">`)
		k.text(t.Label)
		k.raw(`</span>`)
		for _, r := range t.Reasons {
			k.hint(r)
		}
		k.raw(`</div>`)
		k.tag(Badge{Label: p.T("part.task.not")})
	} else {
		k.raw(`<li class="may"><div><a`)
		k.href(t.Href)
		k.raw(`>`)
		k.text(t.Label)
		k.raw(`</a>`)
		if t.Hint != "" {
			k.hint(t.Hint)
		}
		k.raw(`</div>`)
		k.tag(Badge{Label: p.T("part.task.may"), Tone: "open"})
	}
	k.raw(`</li>`)
}

func (k *ink) hint(s string) {
	k.raw(`<p class="hint">`)
	k.text(s)
	k.raw(`</p>`)
}
