package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"conformance/accept"
	"conformance/manifest"
)

// refusedBy starts the line of a fixture that says who refuses it and how: "# refused by LAYER, SEVERITY: MESSAGE".
const refusedBy = "# refused by "

// checkFixtures FOLDER: files that say in their first line how they are refused, or that they are accepted.
func checkFixtures(arguments []string) error {
	flags := flag.NewFlagSet("fixtures", flag.ContinueOnError)
	source := flags.String("istio-source", os.Getenv("ISTIO_SOURCE"), "folder of the module istio.io/istio")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	crds, err := accept.GatewayAPICrds(*source)
	if err != nil {
		return err
	}
	validator, err := accept.NewValidator(crds)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(flags.Arg(0), "*", "*.yaml"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no fixtures in %q: %v", flags.Arg(0), err)
	}
	wrong := 0
	for _, file := range files {
		if err := checkFixture(validator, file); err != nil {
			wrong++
			fmt.Printf("%s: %v\n", file, err)
		}
	}
	fmt.Fprintf(os.Stderr, "%d fixtures, %d answered otherwise\n", len(files), wrong)
	if wrong > 0 {
		return errRefused{fmt.Sprintf("%d of %d fixtures answered otherwise", wrong, len(files))}
	}
	return nil
}

func checkFixture(validator *accept.Validator, file string) error {
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
