package calendar

import (
	"strings"
	"testing"
	"time"
)

// replied is an answer as Outlook, Google and Apple write it, about.
const replied = "BEGIN:VCALENDAR\r\nPRODID:-//Some//Program//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n" +
	"BEGIN:VTIMEZONE\r\nTZID:Asia/Almaty\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=\"Zhan; of: Astana\":mailto:zhan@example\r\n .org\r\nUID:m-abcd2345@taskforce.example\r\nSEQUENCE:3\r\n" +
	"DTSTAMP:20261120T101500Z\r\nCOMMENT:I come\\, but later\\nby an hour\r\nDTSTART;TZID=Asia/Almaty:20261130T190000\r\n" +
	"BEGIN:VALARM\r\nUID:other\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestRead(t *testing.T) {
	a, err := Read([]byte(replied))
	want := Answer{"REPLY", "m-abcd2345@taskforce.example", 3, time.Date(2026, 11, 20, 10, 15, 0, 0, time.UTC), "zhan@example.org", "ACCEPTED", "I come, but later\nby an hour"}
	if err != nil || a != want {
		t.Errorf("it reads as %+v, %v", a, err)
	}
	if b, err := Read([]byte("\ufeff" + strings.ReplaceAll(replied, "\r\n", "\n"))); err != nil || b != want {
		t.Errorf("with bare ends of line it reads as %+v, %v", b, err)
	}
}

// TestHostile holds that what no program writes is no answer.
func TestHostile(t *testing.T) {
	for what, file := range map[string]string{
		"nothing":                "",
		"words":                  "I come.",
		"another method":         strings.Replace(replied, "METHOD:REPLY", "METHOD:REQUEST", 1),
		"two methods":            strings.Replace(replied, "METHOD:REPLY", "METHOD:REPLY\r\nMETHOD:COUNTER", 1),
		"two events":             strings.Replace(replied, "END:VCALENDAR", "BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR", 1),
		"two who answer":         strings.Replace(replied, "SEQUENCE:3", "ATTENDEE;PARTSTAT=DECLINED:mailto:x@example.org\r\nSEQUENCE:3", 1),
		"no stamp":               strings.Replace(replied, "DTSTAMP", "XSTAMP", 1),
		"a local stamp":          strings.Replace(replied, "101500Z", "101500", 1),
		"a sequence below zero":  strings.Replace(replied, "SEQUENCE:3", "SEQUENCE:-3", 1),
		"a huge sequence":        strings.Replace(replied, "SEQUENCE:3", "SEQUENCE:"+strings.Repeat("9", 40), 1),
		"one of several dates":   strings.Replace(replied, "SEQUENCE:3", "RECURRENCE-ID:20261130T140000Z\r\nSEQUENCE:3", 1),
		"an address of the web":  strings.Replace(replied, "mailto:", "https:", 1),
		"cut short":              replied[:len(replied)-20],
		"ends that do not match": strings.Replace(replied, "END:VALARM", "END:VJOURNAL", 1),
		"nesting":                strings.Repeat("BEGIN:VCALENDAR\r\n", 100),
		"many lines":             strings.Replace(replied, "SEQUENCE:3", "SEQUENCE:3"+strings.Repeat("\r\n X", 20_000), 1),
		"a large file":           strings.Replace(replied, "I come", strings.Repeat("x", MaxFile), 1),
		"no UTF-8":               strings.Replace(replied, "I come", "\xff\xfe", 1),
	} {
		if a, err := Read([]byte(file)); err == nil {
			t.Errorf("%s is taken for an answer: %+v", what, a)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(replied))
	f.Add([]byte("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;A=\":mailto:x\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := Read(file)
		if err == nil && (a.UID == "" || a.Attendee == "" || a.Sequence < 0 || len(a.Comment) > maxComment+MaxFile) {
			t.Errorf("%+v", a)
		}
	})
}
