package publication

import (
	"fmt"
	"strings"
	"time"
)

// A Series is a row of publications that are numbered together.
type Series string

// The series of a task force.
const (
	Brief  Series = "brief"  // policy briefs
	Paper  Series = "paper"  // the policy paper
	Report Series = "report" // of conferences
	Case   Series = "case"   // case studies
)

// AllSeries lists them, with the letters that stand in their symbols.
var AllSeries = []Series{Brief, Paper, Report, Case}

var letters = map[Series]string{Brief: "PB", Paper: "PP", Report: "CR", Case: "CS"}

// Key is the series' name in the catalogues.
func (s Series) Key() string { return "publication.series." + string(s) }

// Symbol is what the n-th publication of the series is called, released at an
// instant. It follows the form of recommendations' symbols, such as
// TF.REC/{n}/{yy}, up to its first full stop.
func (s Series) Symbol(n int, at time.Time, recommendations string) string {
	house, _, dotted := strings.Cut(recommendations, ".")
	if !dotted || strings.ContainsAny(house, "{}/") {
		house = "TF"
	}
	return fmt.Sprintf("%s.%s/%d/%s", house, letters[s], n, at.UTC().Format("06"))
}
