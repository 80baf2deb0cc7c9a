package chromium

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

func TestWithoutABrowserItSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CHROME_PATH", "")
	defer func(kept []string) { places = kept }(places)
	places = nil
	_, err := Find()
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "apt install chromium") {
		t.Errorf("without a browser: %v", err)
	}
	t.Setenv("CHROME_PATH", "/no/such/browser")
	if _, err := Find(); err == nil || !strings.Contains(err.Error(), `CHROME_PATH is "/no/such/browser"`) {
		t.Errorf("with a path that leads nowhere: %v", err)
	}
}

func TestPicturesHaveTheirSizeAndColours(t *testing.T) {
	b := browser(t)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><rect width="300" height="120" fill="#0b63c0"/><rect x="299" y="119" width="1" height="1" fill="#ff0000"/></svg>`
	data, err := b.PNG(t.Context(), svg, 300, 120, 2)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size.X != 600 || size.Y != 240 {
		t.Fatalf("the picture is %v, want 600 by 240", size)
	}
	for _, tt := range []struct {
		x, y int
		want color.RGBA
	}{{0, 0, color.RGBA{0x0b, 0x63, 0xc0, 0xff}}, {300, 120, color.RGBA{0x0b, 0x63, 0xc0, 0xff}}, {599, 239, color.RGBA{0xff, 0, 0, 0xff}}} {
		if got := color.RGBAModel.Convert(picture.At(tt.x, tt.y)); got != tt.want {
			t.Errorf("the pixel at %d, %d is %v, want %v", tt.x, tt.y, got, tt.want)
		}
	}
}

func TestPagesArePrinted(t *testing.T) {
	data, err := browser(t).PDF(t.Context(), []byte("<!doctype html><title>t</title><p>one<p style='break-before:page'>two"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) || bytes.Count(data, []byte("/Type /Page\n")) != 2 {
		t.Errorf("%d bytes that begin with %.20q, with %d pages, want a PDF of 2", len(data), data, bytes.Count(data, []byte("/Type /Page\n")))
	}
}

func browser(t *testing.T) *Browser {
	modeltest.Oracle(t, "chromium", "--version")
	b, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
