package epub

import (
	"fmt"
	"strings"
)

// An entry is a heading as the contents have it.
type entry struct {
	level       int
	words, link string
}

// entry puts a heading into the contents, and returns the id that it must have.
func (b *book) entry(c *chapter, level int, words string) string {
	b.heads++
	id := fmt.Sprintf("heading-%d", b.heads)
	b.entries = append(b.entries, entry{level, words, c.file + "#" + id})
	return id
}

// navigation is the file of the contents.
func (b *book) navigation() string {
	var out strings.Builder
	out.WriteString(`<nav epub:type="toc" role="doc-toc"><h1>` + escape(b.say.T("files.contents")) + `</h1><ol>` +
		"\n" + `<li><a href="cover.xhtml">` + escape(b.say.T("files.cover")) + `</a></li>`)
	nest(&out, b.entries)
	out.WriteString("</ol></nav>\n" + `<nav epub:type="landmarks" hidden="hidden"><ol><li><a epub:type="toc" href="nav.xhtml">` + escape(b.say.T("files.contents")) + `</a></li>`)
	if len(b.chapters) > 0 {
		fmt.Fprintf(&out, `<li><a epub:type="bodymatter" href="%s">%s</a></li>`, b.chapters[0].file, escape(b.chapters[0].title))
	}
	return page(b.Lang, b.Title, "", out.String()+"</ol></nav>")
}

// nest writes entries, those of deeper levels within the one before them. No
// level is left empty, whatever the first entry's is.
func nest(out *strings.Builder, all []entry) {
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].level > all[i].level {
			end++
		}
		out.WriteString("\n" + `<li><a href="` + all[i].link + `">` + escape(all[i].words) + `</a>`)
		if end > i+1 {
			out.WriteString("<ol>")
			nest(out, all[i+1:end])
			out.WriteString("</ol>")
		}
		out.WriteString("</li>")
		i = end
	}
}
