package chromium

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"strconv"
)

// mostPixels is the longest side that a browser draws into one picture.
const mostPixels = 16_000

// windowBar is more than what any version takes off the height of its window.
const windowBar = 200

// PNG draws an SVG of width by height pixels at a scale: 2 gives twice the
// pixels, for fine screens. A picture too large for that gets what is possible.
func (b *Browser) PNG(ctx context.Context, svg string, width, height int, scale float64) ([]byte, error) {
	scale = math.Min(scale, mostPixels/float64(max(width, height)))
	page := `<!doctype html><meta charset="utf-8"><style>html,body{margin:0}svg{display:block;min-width:0!important}</style>` + svg
	shot, err := b.run(ctx, []byte(page), "out.png", func(out string) []string {
		return []string{
			"--hide-scrollbars", "--force-device-scale-factor=" + strconv.FormatFloat(scale, 'f', -1, 64),
			fmt.Sprintf("--window-size=%d,%d", width, height+windowBar), "--screenshot=" + out,
		}
	})
	if err != nil {
		return nil, err
	}
	return cut(shot, int(float64(width)*scale), int(float64(height)*scale))
}

// cut keeps the top left corner of a screenshot.
func cut(shot []byte, width, height int) ([]byte, error) {
	whole, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, fmt.Errorf("read the browser's picture: %w", err)
	}
	if size := whole.Bounds(); size.Dx() < width || size.Dy() < height {
		return nil, fmt.Errorf("the browser drew %d by %d pixels, and %d by %d were asked for", size.Dx(), size.Dy(), width, height)
	}
	part := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(part, part.Bounds(), whole, whole.Bounds().Min, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, part); err != nil {
		return nil, fmt.Errorf("write the picture: %w", err)
	}
	return out.Bytes(), nil
}
