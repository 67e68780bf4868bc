package check

import (
	"fmt"
	"path/filepath"

	"conformance/accept"
	"conformance/judge"
	"conformance/manifest"
	"conformance/request"
)

// Options say where things lie and what to do.
type Options struct {
	Root           string
	GatewayAPICrds string
	// Update records the verdicts on the examples' requests instead of comparing with them.
	Update bool
	// Batch is how many meshes share a process.
	Batch int
}

// Result is what the real Istio said.
type Result struct {
	Fixtures   int
	Accepted   []Acceptance
	Examples   []Judgement
	Recorded   []Judgement
	Agreement  *Agreement
	Complaints []string
}

// Acceptance is how one folder was received.
type Acceptance struct {
	Folder            string
	Objects, Findings int
}

// Judgement is the figures of one set of requests.
type Judgement struct {
	Name    string
	Report  judge.Report
	Ztunnel int
}

// Run asks everything.
func Run(o Options, j *judge.Judge) (*Result, error) {
	examples, err := ReadExamples(filepath.Join(o.Root, "conformance", "examples.json"))
	if err != nil {
		return nil, err
	}
	result := &Result{}
	steps := []func() error{
		func() error { return result.acceptance(o, examples) },
		func() error { return result.examples(o, examples, j) },
		func() error { return result.recorded(o, j) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	result.Agreement, err = readAgreement(o.Root)
	return result, err
}

func (r *Result) complain(format string, arguments ...any) {
	r.Complaints = append(r.Complaints, fmt.Sprintf(format, arguments...))
}

func (r *Result) acceptance(o Options, examples []Example) error {
	validator, err := accept.NewValidator(o.GatewayAPICrds)
	if err != nil {
		return err
	}
	count, wrong, err := Fixtures(validator, filepath.Join(o.Root, "conformance", "fixtures"))
	if err != nil {
		return err
	}
	r.Fixtures = count
	r.Complaints = append(r.Complaints, wrong...)
	for _, example := range examples {
		for _, plane := range DataPlanes {
			documents, err := manifest.ReadFolder(example.Folder(o.Root, plane))
			if err != nil {
				return err
			}
			findings := validator.Validate(documents)
			analyzed, err := accept.Analyze(WithPods(documents, example.Elsewhere), "")
			if err != nil {
				return err
			}
			findings = append(findings, analyzed...)
			r.Accepted = append(r.Accepted, Acceptance{example.Name + "/" + plane, len(documents), len(findings)})
			for _, finding := range findings {
				r.complain("%s/%s: %s: %s: %s", example.Name, plane, finding.Layer, finding.Object, finding.Message)
			}
		}
	}
	return nil
}

func (r *Result) examples(o Options, examples []Example, j *judge.Judge) error {
	for _, example := range examples {
		for _, plane := range DataPlanes {
			line, ztunnel, err := example.Mesh(o.Root, plane)
			if err != nil {
				return err
			}
			file := RecordedFile(o.Root, example, plane)
			expected := expectations(line)
			if !o.Update {
				if err := takeRecorded(file, line.Requests); err != nil {
					return err
				}
			}
			judgement := Judgement{Name: line.ID, Ztunnel: ztunnel, Report: judge.Report{Compare: !o.Update}}
			verdicts, err := r.judge(&judgement, []*request.Mesh{line}, j)
			if err != nil {
				return err
			}
			r.Examples = append(r.Examples, judgement)
			r.compareExpected(line, expected, verdicts)
			if o.Update {
				if err := WriteRecorded(file, line.Requests); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// expectations are kept apart: recording writes verdicts over them.
func expectations(line *request.Mesh) map[string]string {
	expected := map[string]string{}
	for _, one := range line.Requests {
		expected[one.ID] = one.Expect
	}
	return expected
}

func (r *Result) compareExpected(line *request.Mesh, expected map[string]string, verdicts judge.Verdicts) {
	for _, one := range line.Requests {
		if want := expected[one.ID]; want != "" && want != verdicts[one].Decision() {
			r.complain("%s: %s: %s is expected, Envoy says %v", line.ID, one.ID, want, *verdicts[one])
		}
	}
}

func (r *Result) recorded(o Options, j *judge.Judge) error {
	for _, file := range []string{
		filepath.Join(o.Root, "test", "vectors", "envoy.jsonl.gz"),
		filepath.Join(o.Root, "conformance", "recorded", "generated.jsonl.gz"),
	} {
		meshes, err := request.ReadFile(file)
		if err != nil {
			return err
		}
		judgement := Judgement{Name: "`" + filepath.Base(file) + "`", Report: judge.Report{Compare: true}}
		if err := r.inBatches(&judgement, meshes, o.Batch, j); err != nil {
			return err
		}
		r.Recorded = append(r.Recorded, judgement)
	}
	return nil
}

func (r *Result) inBatches(judgement *Judgement, meshes []*request.Mesh, size int, j *judge.Judge) error {
	for len(meshes) > 0 {
		part := meshes[:min(size, len(meshes))]
		meshes = meshes[len(part):]
		if _, err := r.judge(judgement, part, j); err != nil {
			return err
		}
	}
	return nil
}

// judge counts, and complains about whatever differs or was not judged.
func (r *Result) judge(judgement *Judgement, meshes []*request.Mesh, j *judge.Judge) (judge.Verdicts, error) {
	verdicts, err := j.Judge(meshes)
	if err != nil {
		return nil, err
	}
	for _, line := range judgement.Report.Take(meshes, verdicts) {
		if difference, ok := line.(*judge.Difference); ok {
			r.complain("%s: %s: recorded %v, judged %v", difference.Mesh, difference.Request, difference.Recorded, *difference.Judged)
		}
	}
	return verdicts, nil
}
