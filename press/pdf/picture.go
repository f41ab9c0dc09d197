package pdf

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"example.org/counterpart/press"
)

// The largest picture that is taken: its decoded size is four bytes a point.
const (
	maxPoints = 40_000_000
	maxFile   = 20 << 20
)

// ending is what a picture's file is called, by its type.
var ending = map[string]string{"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}

// picture says what is wrong with an image. It is decoded whole, so that one
// that breaks off in the middle is found.
func (c *checker) picture(i press.Image) string {
	if len(i.File) > maxFile {
		return fmt.Sprintf("the image has %d bytes, and at most %d are taken", len(i.File), maxFile)
	}
	switch i.Type {
	case "image/png":
		return raster(i.File, png.DecodeConfig, png.Decode)
	case "image/jpeg":
		return raster(i.File, jpeg.DecodeConfig, jpeg.Decode)
	case "image/svg+xml":
		return c.drawing(i.File)
	}
	return fmt.Sprintf("images of the type %q are not taken: PNG, JPEG and SVG are", i.Type)
}

func raster(file []byte, measure func(io.Reader) (image.Config, error), decode func(io.Reader) (image.Image, error)) string {
	size, err := measure(bytes.NewReader(file))
	if err != nil {
		return fmt.Sprintf("the image cannot be read: %v", err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > maxPoints/size.Height {
		return fmt.Sprintf("the image has %d × %d points, and at most %d are taken", size.Width, size.Height, maxPoints)
	}
	if _, err := decode(bytes.NewReader(file)); err != nil {
		return fmt.Sprintf("the image cannot be read: %v", err)
	}
	return ""
}

// drawing says what is wrong with an SVG: that it is none, that it would be
// shown otherwise than in a browser, or that its letters are not there.
func (c *checker) drawing(file []byte) string {
	d := xml.NewDecoder(bytes.NewReader(file))
	root := true
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if root {
				return "the drawing is empty"
			}
			return ""
		}
		if err != nil {
			return fmt.Sprintf("the drawing cannot be read: %v", err)
		}
		reason := ""
		switch token := token.(type) {
		case xml.Directive:
			if bytes.Contains(token, []byte("ENTITY")) {
				reason = "the drawing declares entities"
			}
		case xml.CharData:
			reason = c.words(string(token))
		case xml.StartElement:
			if root && token.Name != (xml.Name{Space: "http://www.w3.org/2000/svg", Local: "svg"}) {
				reason = fmt.Sprintf("the drawing is no SVG, but <%s> of the name space %q", token.Name.Local, token.Name.Space)
			} else {
				reason = c.element(token)
			}
			root = false
		}
		if reason != "" {
			return reason
		}
	}
}

// element says if an element would be left out, or brings something from
// elsewhere.
func (c *checker) element(e xml.StartElement) string {
	switch e.Name.Local {
	case "script", "foreignObject", "animate", "animateTransform", "animateMotion", "set", "video", "audio", "iframe":
		return fmt.Sprintf("the drawing has a <%s>, which paper cannot show", e.Name.Local)
	}
	for _, a := range e.Attr {
		if a.Name.Local != "href" || e.Name.Local == "a" || strings.HasPrefix(a.Value, "#") {
			continue
		}
		image, ok := embedded(a.Value)
		if !ok {
			return fmt.Sprintf("the drawing refers to %.80q, which is not in it", a.Value)
		}
		if reason := c.picture(image); reason != "" {
			return "within the drawing, " + reason
		}
	}
	return ""
}

// embedded is the image that a drawing holds as an address of data.
func embedded(address string) (press.Image, bool) {
	kind, data, ok := strings.Cut(strings.TrimPrefix(address, "data:"), ";base64,")
	if !ok || !strings.HasPrefix(address, "data:image/") || kind == "image/svg+xml" {
		return press.Image{}, false
	}
	file, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
	return press.Image{Type: kind, File: file}, err == nil
}
