package roll

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/text"
)

// A Post is what somebody is or was, and where, for a time. Its dates are as
// exact as they are known: a year, a month or a day.
type Post struct {
	From, To    string // 2008, 2008-05 or 2008-05-17; To is empty while it lasts
	Post        text.Words
	Affiliation text.Words
}

// MostPosts is how many posts are kept of one person.
const MostPosts = 20

var dateForm = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// isDate reports whether s is a year, a month or a day that there is.
func isDate(s string) bool {
	_, err := time.Parse("2006-01-02"[:min(len(s), 10)], s)
	return dateForm.MatchString(s) && err == nil
}

// checkPosts tidies the posts and sorts them, the earliest first.
func (p *Person) checkPosts() (wrong []error) {
	if len(p.Posts) > MostPosts {
		return []error{act.RefuseField("posts", PostMany, MostPosts)}
	}
	p.Posts = slices.Clone(p.Posts)
	for n := range p.Posts {
		post, field := &p.Posts[n], fmt.Sprintf("posts.%d", n+1)
		for _, w := range []worded{{field + ".post", &post.Post, maxPost, false}, {field + ".affiliation", &post.Affiliation, maxPost, false}} {
			if err := w.tidy(); err != nil {
				wrong = append(wrong, err)
			}
		}
		post.From, post.To = strings.TrimSpace(post.From), strings.TrimSpace(post.To)
		fine := true
		for at, date := range map[string]string{".from": post.From, ".to": post.To} {
			if date != "" && !isDate(date) {
				wrong, fine = append(wrong, act.RefuseField(field+at, PostDate)), false
			}
		}
		if k := min(len(post.From), len(post.To)); fine && post.To[:k] < post.From[:k] {
			wrong = append(wrong, act.RefuseField(field+".to", PostOrder))
		}
		if len(post.Post) == 0 && len(post.Affiliation) == 0 {
			wrong = append(wrong, act.RefuseField(field+".post", PostEmpty))
		}
	}
	slices.SortStableFunc(p.Posts, func(a, b Post) int { return strings.Compare(a.From, b.From) })
	return wrong
}

// settlePost takes what a person is now from their posts, if there are any.
func (p *Person) settlePost() {
	if len(p.Posts) == 0 {
		return
	}
	p.Post, p.Affiliation = nil, nil
	for _, post := range p.Posts {
		if post.To == "" {
			p.Post, p.Affiliation = post.Post, post.Affiliation
		}
	}
}
