package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"conformance/accept"
	"conformance/manifest"
)

// refusedBy starts the line of a fixture that says who refuses it and how: "# refused by LAYER, SEVERITY: MESSAGE".
const refusedBy = "# refused by "

// Fixtures checks files that say in their first line how they are refused; the others have to be accepted.
func Fixtures(validator *accept.Validator, folder string) (count int, wrong []string, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.yaml"))
	if err != nil || len(files) == 0 {
		return 0, nil, fmt.Errorf("no fixtures in %q: %v", folder, err)
	}
	for _, file := range files {
		if err := fixture(validator, file); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", filepath.Base(file), err))
		}
	}
	return len(files), wrong, nil
}

func fixture(validator *accept.Validator, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	documents, err := manifest.Parse(text, file)
	if err != nil {
		return err
	}
	found := validator.Validate(documents)
	line, _, _ := strings.Cut(string(text), "\n")
	expected, refused := strings.CutPrefix(line, refusedBy)
	if !refused {
		if len(found) > 0 {
			return fmt.Errorf("should be accepted, but: %v", found)
		}
		return nil
	}
	for _, finding := range found {
		if strings.HasPrefix(fmt.Sprintf("%s, %s: %s", finding.Layer, finding.Severity, finding.Message), expected) {
			return nil
		}
	}
	return fmt.Errorf("should be refused by %s, but: %v", expected, found)
}
