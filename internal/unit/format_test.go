package unit

import (
	"math"
	"testing"
)

func TestValuesAreShownInFittingUnits(t *testing.T) {
	for _, tt := range []struct {
		value float64
		kind  Kind
		want  string
	}{
		{5787.037, KindRate, "5,787/s"},
		{12345.6, KindRate, "12.35k/s"},
		{0.8, KindRate, "0.8/s"},
		{0.05, KindRate, "3/min"},
		{5.0 / 3600, KindRate, "5/h"},
		{5.0 / 86400, KindRate, "5/day"},
		{2.0 / (365 * 86400), KindRate, "2/y"},
		{0, KindRate, "0/s"},
		{1.825e15, KindBytes, "1.825 PB"},
		{999.9999e9, KindBytes, "1 TB"},
		{512, KindBytes, "512 B"},
		{0, KindBytes, "0 B"},
		{0.25, KindBytes, "0.25 B"},
		{1.16e9, KindBandwidth, "1.16 GB/s"},
		{0.0042, KindTime, "4.2 ms"},
		{0.9999999, KindTime, "1 s"},
		{31536, KindTime, "8.76 h"},
		{3153.6, KindTime, "52.6 min"},
		{315.36, KindTime, "5.26 min"},
		{0, KindTime, "0 s"},
		{1e-12, KindTime, "0.001 ns"},
		{12340.0 / 2628000, KindMoneyRate, "$12,340/month"},
		{0.0000122 / 2628000, KindMoneyRate, "$0.0000122/month"},
		{0.09e-9, KindMoneyPerByte, "$0.09/GB"},
		{9.5, KindMoney, "$9.50"},
		{9, KindMoney, "$9"},
		{340, KindMoney, "$340"},
		{1.2345e6, KindMoney, "$1.234M"},
		{4e-7, KindMoney, "$0.40/M"},
		{4e-13, KindMoney, "$4e-7/M"},
		{0, KindMoney, "$0"},
		{-12, KindMoney, "-$12"},
		{0.9999, KindRatio, "99.99%"},
		{0.99999999999, KindRatio, "99.999999999%"},
		{0.1234, KindRatio, "12.3%"},
		{0.001, KindRatio, "0.1%"},
		{1e-9, KindRatio, "1e-9"},
		{1, KindRatio, "100%"},
		{0, KindRatio, "0%"},
		{3, KindFactor, "3x"},
		{0.4 / (365 * 86400), KindGrowth, "40%/y"},
		{1234, KindCount, "1,234"},
		{9999.9, KindCount, "10k"},
		{5.787037e9, KindCount, "5.787bn"},
		{2e15, KindCount, "2,000T"},
		{2e28, KindCount, "2e16T"},
		{-3, KindCount, "-3"},
		{math.Inf(1), KindCount, "unlimited"},
		{math.Inf(-1), KindCount, "-unlimited"},
		{math.NaN(), KindCount, "unknown"},
	} {
		if got := Format(tt.value, tt.kind); got != tt.want {
			t.Errorf("Format(%g, %v) = %q, want %q", tt.value, tt.kind, got, tt.want)
		}
	}
}

func TestOddDimensionsAreShownInBaseUnits(t *testing.T) {
	for _, tt := range []struct {
		dim  Dim
		want string
	}{
		{Dim{Time: 2}, "12 s^2"},
		{Dim{Time: -2}, "12/s^2"},
		{Dim{Bytes: 1, Time: 1}, "12 Bs"},
		{Dim{Money: 1, Bytes: 1, Time: -1}, "$12B/s"},
		{Time, "12 s"},
	} {
		if got := FormatDim(12, tt.dim); got != tt.want {
			t.Errorf("FormatDim(12, %+v) = %q, want %q", tt.dim, got, tt.want)
		}
	}
	if got := (Dim{Time: 3}).String(); got != "something in s^3" {
		t.Errorf("Dim{Time: 3} is %q", got)
	}
}

func TestSmallTypesPrintWithTheirUnit(t *testing.T) {
	for got, want := range map[string]string{
		Bytes(1.825e15).String():     "1.825 PB",
		PerSecond(5787.037).String(): "5,787/s",
		Dollars(12340).String():      "$12,340",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestComputedQuantitiesPrintAsPeopleWrite(t *testing.T) {
	for _, tt := range []struct {
		value float64
		dim   Dim
		kind  Kind
		want  string
	}{
		{5e3, Count, KindCount, "5k"},
		{0, Time, KindTime, "0s"},
		{0.2, Time, KindAny, "200ms"},
		{2e8, Bandwidth, KindBandwidth, "200MB/s"},
		{0.92, Ratio, KindRatio, "92%"},
		{float64(0.4) / secondsPerYear, Rate, KindGrowth, "40%/y"},
		{5.0 / 86400, Rate, KindRate, "5/day"},
		{340.0 / 2628000, MoneyRate, KindMoneyRate, "$340/month"},
		{-5, Money, KindMoney, "-$5"},
		{math.Inf(1), Count, KindCount, "unlimited"},
		{math.NaN(), Count, KindCount, "not a number"},
		{12, Dim{Time: 2}, KindDim, "12 s^2"},
	} {
		q := Quantity{Number: Exact(tt.value), Dim: tt.dim, Kind: tt.kind}
		if got := q.String(); got != tt.want {
			t.Errorf("%g %v prints as %q, want %q", tt.value, tt.dim, got, tt.want)
		}
	}
}
