package text_test

import (
	"fmt"

	"example.org/counterpart/text"
)

func ExampleParse() {
	groups := []text.Holder{"washington", "astana"}
	nodes, err := text.Parse("The missions report [ten days | astana: in good time] after each visit.", groups, "washington")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nodes.Format())
	fmt.Println(nodes.Count().Brackets, "open")
	clean, _ := text.Settle(nodes, 0, 1)
	fmt.Println(clean.Format())
	// Output:
	// The missions report [washington: ten days | astana: in good time] after each visit.
	// 1 open
	// The missions report in good time after each visit.
}

func ExampleRedline() {
	before := text.Text{
		{ID: "p1", Words: "The participating States recall the Madrid decision."},
		{ID: "p2", Words: "They report within ten days."},
	}
	after := text.Text{
		{ID: "p2", Words: "They report within five working days."},
		{ID: "p3", Words: "The Secretariat keeps a list."},
	}
	fmt.Print(text.Redline(before, after).Plain(func(s text.State) string { return string(s) }))
	// Output:
	// p1 (removed): [-The participating States recall the Madrid decision.-]
	//
	// p2 (changed): They report within [-ten-]{+five working+} days.
	//
	// p3 (added): {+The Secretariat keeps a list.+}
}

func ExampleMerge() {
	base := "The missions report to the Permanent Council within ten days."
	fmt.Println(text.Merge(base,
		"The missions report to the Permanent Council within five days.",
		"The field missions report to the Permanent Council within ten days."))
	// Output: The field missions report to the Permanent Council within five days. false
}
