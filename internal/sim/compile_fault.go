package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// fill compiles a disk that becomes full: at once, after the onset, or when so
// many bytes a second have filled it from empty. A disk that is brought to less
// than full harms nobody.
func (c *compiler) fill(m *model.Fault, f *fault) {
	if m.Of != "" && m.Of != "disk" {
		c.errorf(m.Span, "unsupported-fault", "write of: disk, or leave it out", "the simulator cannot fill %q", m.Of)
		return
	}
	if m.To != nil && m.To.Value < 1 {
		return
	}
	if m.Ramp != nil {
		f.at += ns(m.Ramp.Value)
	}
	for _, ref := range m.Targets {
		k, known := c.comps[ref.Head()]
		if !known {
			continue
		}
		if m.By != nil && m.By.Dim == unit.Bandwidth {
			disk := c.d.Components.Get(ref.Head()).Effective().Disk
			if disk == nil || m.By.Value <= 0 {
				c.warnf(m.Span, "unknown-disk", "write disk: 100GB on it", "how long it takes to fill the disk of %q is unknown; it is full at once", ref.Text)
			} else {
				f.at += ns(disk.Value / m.By.Value)
			}
		}
		c.p.components[k].fills = true
		f.parts = append(f.parts, k)
	}
}
