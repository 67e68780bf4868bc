// Package generate makes meshes and requests at random, close to the edges of what policies say. The same seed makes the same meshes.
package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// source draws.
type source struct {
	*rand.Rand
}

func newSource(seed uint64, index int) source {
	return source{rand.New(rand.NewPCG(seed, uint64(index)))}
}

// chance is true in the given share of draws.
func (s source) chance(share float64) bool { return s.Float64() < share }

func pick[T any](s source, from []T) T { return from[s.IntN(len(from))] }

// some draws one to limit values, in any order, now and then the same twice.
func (s source) some(limit int, draw func() string) []any {
	var values []any
	for range 1 + s.IntN(limit) {
		values = append(values, draw())
	}
	return values
}

// near turns a text into one of Istio's dialects around it, or into a text that only looks alike.
func (s source) near(text string) string {
	cut := 1 + s.IntN(max(1, len(text)-1))
	switch s.IntN(12) {
	case 0:
		return "*"
	case 1, 2:
		return text[:min(cut, len(text))] + "*"
	case 3, 4:
		return "*" + text[min(cut, len(text)):]
	case 5:
		return strings.ToUpper(text)
	case 6:
		return text[:min(cut, len(text))] + "*" + text[min(cut, len(text)):] // a star in the middle is a letter
	}
	return text
}

func (s source) cidr(address string) string {
	switch s.IntN(5) {
	case 0:
		return address
	case 1:
		return address + "/32"
	case 2:
		return "0.0.0.0/0"
	}
	return fmt.Sprintf("%s/%d", address, pick(s, []int{8, 12, 16, 24, 30, 31}))
}
