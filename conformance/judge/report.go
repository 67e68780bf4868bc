package judge

import (
	"fmt"

	"conformance/request"
)

// Report counts verdicts and finds those that differ from what was recorded.
type Report struct {
	Compare                               bool
	Meshes, Requests, Differing, Unjudged int
	Allowed, Denied, OtherPolicy          int
}

// Difference is one verdict that is not as recorded.
type Difference struct {
	Mesh     string           `json:"mesh"`
	Request  string           `json:"request"`
	Recorded *request.Verdict `json:"recorded,omitempty"`
	Judged   *request.Verdict `json:"judged"`
}

// Take counts a batch. It gives the lines to print: the meshes with their verdicts, or when comparing the differences.
func (r *Report) Take(meshes []*request.Mesh, verdicts Verdicts) []any {
	var lines []any
	for _, line := range meshes {
		r.Meshes++
		for _, one := range line.Requests {
			verdict := verdicts[one]
			r.count(verdict)
			if r.Compare {
				if difference := r.difference(line, one, verdict); difference != nil {
					lines = append(lines, difference)
				}
				continue
			}
			one.Envoy, one.Expect = verdict, verdict.Decision()
		}
		if !r.Compare {
			lines = append(lines, line)
		}
	}
	return lines
}

func (r *Report) count(verdict *request.Verdict) {
	r.Requests++
	switch verdict.Decision() {
	case "ALLOW":
		r.Allowed++
	case "DENY":
		r.Denied++
	default:
		r.Unjudged++
	}
}

func (r *Report) difference(line *request.Mesh, one *request.Request, verdict *request.Verdict) *Difference {
	recorded := one.Envoy
	difference := &Difference{line.ID, one.ID, recorded, verdict}
	switch {
	case verdict.Decision() == "":
		return difference
	case recorded == nil:
		if one.Expect != "" && one.Expect != verdict.Decision() {
			r.Differing++
			return difference
		}
	case recorded.Verdict != verdict.Verdict || recorded.Status != verdict.Status || recorded.Filter != verdict.Filter ||
		recorded.Chain != verdict.Chain:
		r.Differing++
		return difference
	case recorded.Policy != verdict.Policy:
		r.OtherPolicy++
	}
	return nil
}

// Summary is one line of figures.
func (r *Report) Summary() string {
	text := fmt.Sprintf("%d meshes, %d requests: %d allowed, %d denied, %d not judged",
		r.Meshes, r.Requests, r.Allowed, r.Denied, r.Unjudged)
	if r.Compare {
		text += fmt.Sprintf("; %d differ, %d name another policy", r.Differing, r.OtherPolicy)
	}
	return text
}
