package check

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"conformance/request"
)

// RecordedFile holds the verdicts on an example in one data plane.
func RecordedFile(root string, e Example, plane string) string {
	return filepath.Join(root, "conformance", "recorded", fmt.Sprintf("%s-%s.jsonl", e.Name, plane))
}

// WriteRecorded writes requests with their verdicts, one a line.
func WriteRecorded(file string, requests []*request.Request) error {
	opened, err := os.Create(file)
	if err != nil {
		return err
	}
	defer opened.Close()
	output := bufio.NewWriter(opened)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for _, one := range requests {
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	return output.Flush()
}

// takeRecorded puts the recorded verdicts on the requests of the same id.
func takeRecorded(file string, requests []*request.Request) error {
	recorded, err := request.ReadRequests(file)
	if err != nil {
		return err
	}
	byID := map[string]*request.Request{}
	for _, one := range recorded {
		byID[one.ID] = one
	}
	for _, one := range requests {
		before := byID[one.ID]
		if before == nil {
			return fmt.Errorf("%s has no verdict on %s: run with -update", file, one.ID)
		}
		delete(byID, one.ID)
		one.Envoy = before.Envoy
	}
	for id := range byID {
		return fmt.Errorf("%s has a verdict on %s, which nobody asks: run with -update", file, id)
	}
	return nil
}
