package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Agreement is how `ztmesh check` fared against the real thing on random pairs; `npm run conformance -- --record` writes it.
type Agreement struct {
	Seed          int       `json:"seed"`
	Meshes        int       `json:"meshes"`
	Pairs         int       `json:"pairs"`
	Disagreements int       `json:"disagreements"`
	NotJudged     int       `json:"notJudged"`
	Unknown       []Reason  `json:"unknown"`
	Policies      []Feature `json:"policies"`
	Requests      []Feature `json:"requests"`
}

// Reason is why an answer was unknown, with how often.
type Reason struct {
	Reason string `json:"reason"`
	Pairs  int    `json:"pairs"`
}

// Feature counts the pairs that use something, by verdict, and those whose verdict would be the other one without it.
type Feature struct {
	Name          string `json:"name"`
	Allowed       int    `json:"allowed"`
	Denied        int    `json:"denied"`
	TurnedAllowed int    `json:"turnedAllowed"`
	TurnedDenied  int    `json:"turnedDenied"`
}

func readAgreement(root string) (*Agreement, error) {
	file := filepath.Join(root, "conformance", "recorded", "agreement.json")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	agreement := &Agreement{}
	if err := json.Unmarshal(text, agreement); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return agreement, nil
}

func (a *Agreement) write(write func(string, ...any)) {
	unknown := 0
	for _, reason := range a.Unknown {
		unknown += reason.Pairs
	}
	write("## Agreement of `ztmesh check`\n\nRandom requests to random meshes, close to the edges of their policies, put to `ztmesh check` and to the real thing: ")
	write("decision and\nHTTP status are compared. `npm run conformance -- --pairs %d --seed %d --record` repeats it.\n\n", a.Pairs, a.Seed)
	write("| seed | meshes | pairs | disagreements | unknown to us | not judged by Envoy |\n|---|---|---|---|---|---|\n")
	write("| %d | %d | %d | %d | %d | %d |\n\n", a.Seed, a.Meshes, a.Pairs, a.Disagreements, unknown, a.NotJudged)
	if unknown > 0 {
		write("| unknown because of | pairs |\n|---|---|\n")
		for _, reason := range a.Unknown {
			write("| %s | %d |\n", cell(reason.Reason), reason.Pairs)
		}
		write("\n")
	}
	write("What the policies and the mesh configuration of the pairs use, over pairs on which the two agree. A pair counts for all that its mesh uses;\n")
	write("“allowed by it” and “denied by it” count those whose decision would be the other one without it, in every eighth mesh.\n\n")
	write("| field | allowed | denied | allowed by it | denied by it |\n|---|---|---|---|---|\n")
	for _, one := range a.Policies {
		write("| %s | %d | %d | %d | %d |\n", cell(one.Name), one.Allowed, one.Denied, one.TurnedAllowed, one.TurnedDenied)
	}
	write("\nWhat the requests use.\n\n| request | allowed | denied |\n|---|---|---|\n")
	for _, one := range a.Requests {
		write("| %s | %d | %d |\n", cell(one.Name), one.Allowed, one.Denied)
	}
}

func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "*", "\\*").Replace(text)
}
