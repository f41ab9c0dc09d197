package press

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // so that its size can be read
	_ "image/png"  // so that its size can be read
	"io"
	"strings"
)

// largest is how many points a picture may have on each side.
const largest = 20000

// Size is how wide and how high a picture in points is; of a drawing (SVG), it
// is 0 by 0.
func (i Image) Size() (width, height int, err error) {
	if i.Type == "image/svg+xml" {
		return 0, 0, nil
	}
	c, name, err := image.DecodeConfig(bytes.NewReader(i.File))
	switch {
	case err != nil:
		return 0, 0, fmt.Errorf("read the picture: %w", err)
	case "image/"+name != i.Type:
		return 0, 0, fmt.Errorf("the picture is called %s, and is image/%s", i.Type, name)
	case c.Width < 1 || c.Height < 1 || c.Width > largest || c.Height > largest:
		return 0, 0, fmt.Errorf("the picture has %d by %d points", c.Width, c.Height)
	}
	return c.Width, c.Height, nil
}

func (i Image) check() string {
	if strings.TrimSpace(i.Alt) == "" {
		return "the image does not say what it shows"
	}
	if reason := words(i.Alt); reason != "" {
		return reason
	}
	switch i.Type {
	case "image/png", "image/jpeg":
		if _, _, err := i.Size(); err != nil {
			return err.Error()
		}
	case "image/svg+xml":
		if err := still(i.File); err != nil {
			return "the drawing cannot be used: " + err.Error()
		}
	default:
		return fmt.Sprintf("images of the type %q are not known", i.Type)
	}
	return ""
}

// drawn are the elements of drawings that show something or say how; those
// that run, fetch, or hold other languages are not among them.
var drawn = " svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan textPath" +
	" linearGradient radialGradient stop pattern clipPath mask marker image filter feBlend feColorMatrix feComposite feFlood" +
	" feGaussianBlur feMerge feMergeNode feOffset switch "

// still returns an error unless a drawing is well-formed, runs nothing and
// fetches nothing.
func still(file []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(file))
	depth, style, met := 0, 0, false
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && met {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is not well-formed: %w", err)
		}
		switch e := token.(type) {
		case xml.Directive:
			return errors.New("it has a document type")
		case xml.ProcInst:
			if e.Target != "xml" {
				return errors.New("it has instructions for programs")
			}
		case xml.StartElement:
			if depth++; depth > 200 {
				return errors.New("it is nested too deep")
			}
			if depth == 1 && (met || e.Name.Local != "svg" || e.Name.Space != "http://www.w3.org/2000/svg") {
				return errors.New("it is not SVG")
			}
			met = true
			if err := stillElement(e); err != nil {
				return err
			}
			if e.Name.Local == "style" {
				style++
			}
		case xml.EndElement:
			depth--
			if e.Name.Local == "style" {
				style--
			}
		case xml.CharData:
			if style > 0 && fetches(string(e)) {
				return errors.New("its style refers to other files")
			}
		}
	}
}

func stillElement(e xml.StartElement) error {
	svg := e.Name.Space == "http://www.w3.org/2000/svg"
	if svg && !strings.Contains(drawn, " "+e.Name.Local+" ") || e.Name.Space == "http://www.w3.org/1999/xhtml" {
		return fmt.Errorf("it holds %s", e.Name.Local)
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.TrimSpace(a.Value)
		switch {
		case a.Name.Space == "xmlns" || name == "xmlns":
		case strings.HasPrefix(name, "on"):
			return fmt.Errorf("it runs something, by %s", a.Name.Local)
		case name == "href" || name == "src" || name == "base":
			if !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/png;") && !strings.HasPrefix(value, "data:image/jpeg;") {
				return errors.New("it refers to other files")
			}
		case fetches(value):
			return fmt.Errorf("it refers to other files, by %s", a.Name.Local)
		}
	}
	return nil
}

// fetches reports whether a style refers to anything outside its own file. A
// backslash could hide that it does.
func fetches(style string) bool {
	style = strings.ToLower(style)
	for rest := style; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return strings.Contains(style, "@import") || strings.Contains(style, `\`) || strings.Contains(style, "image-set")
		}
		if rest = strings.TrimLeft(after, ` "'`); !strings.HasPrefix(rest, "#") {
			return true
		}
	}
}
