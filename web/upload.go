package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"example.org/counterpart/act"
)

// mostFields is how many fields a form with a file may have: what is known of a
// person with all the posts that are kept makes two hundred.
const mostFields = 300

// upload reads a form with a file in it, which is kept in memory and cut a byte
// after the most that is taken, for whoever reads it to refuse. A form without a file has
// none.
func (v *visit) upload(name string, most int64) (in url.Values, file []byte, err error) {
	return v.uploadAmong(name, most, mostFields)
}

// uploadAmong is upload, of a form with so many fields at most. Beside the file
// stands what it was called, as name.file.
func (v *visit) uploadAmong(name string, most int64, fields int) (in url.Values, file []byte, err error) {
	in = url.Values{}
	r, err := v.MultipartReader()
	if err != nil {
		in, err = v.form()
		return in, nil, err
	}
	for range fields {
		p, err := r.NextPart()
		if err == io.EOF {
			return in, file, nil
		}
		var data []byte
		if err == nil {
			length := int64(maxForm) // more than there is: the request is no longer
			if p.FormName() == name {
				length = most + 1
			}
			data, err = io.ReadAll(io.LimitReader(p, length))
		}
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, nil, act.Refuse(act.Malformed, "web.form-too-large")
		}
		if err != nil {
			return nil, nil, act.Refuse(act.Malformed, "web.form-unreadable")
		}
		if p.FormName() == name {
			file = data
			in.Set(name+".file", p.FileName())
		} else {
			in.Add(p.FormName(), string(data))
		}
	}
	return nil, nil, act.Refuse(act.Malformed, "web.form-unreadable")
}
