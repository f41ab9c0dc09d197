package clerk_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// TestCourse takes an idea of Washington to a recommendation, and reads it as
// everybody may.
func TestCourse(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Refers("Strengthen ODIHR").Considers().Opens(procedure.Written).Adopts()
		m := f.Matter()
		if m.Stage != procedure.Adopted || m.Adoption.Symbol != "TF.REC/1/09" {
			t.Fatalf("stage %s, %+v", m.Stage, m.Adoption)
		}
		f.Reads("", func(q register.Questions) error {
			r, text, err := q.Recommendation("TF.REC/1/09")
			if err != nil || r.Title["en"] != "Strengthen ODIHR" || len(text.Paragraphs) != 2 {
				t.Errorf("%+v, %+v, %v", r, text, err)
			}
			acts, err := q.Acts(f.On, -1, 100)
			for _, a := range acts {
				if a.Audience != act.Public {
					t.Errorf("the public reads %s of %s", a.Kind, a.Audience)
				}
			}
			if len(acts) < 8 {
				t.Errorf("the public reads %d acts", len(acts))
			}
			return err
		})
		if report := f.Checks(); report.Missing != 0 {
			t.Error(report)
		}
	})
}
