package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"conformance/accept"
	"conformance/check"
	"conformance/manifest"
)

// validate FOLDER: each object through the CRDs and the webhook.
func validate(arguments []string) error {
	flags := flag.NewFlagSet("validate", flag.ContinueOnError)
	source := flags.String("istio-source", os.Getenv("ISTIO_SOURCE"), "folder of the module istio.io/istio (its Gateway API CRDs are read)")
	documents, err := readFolderOf(flags, arguments)
	if err != nil {
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
	return report(documents, validator.Validate(documents))
}

// analyze FOLDER: istioctl's analyzers over all objects together.
func analyze(arguments []string) error {
	flags := flag.NewFlagSet("analyze", flag.ContinueOnError)
	meshConfig := flags.String("mesh-config", "", "file with the MeshConfig")
	pods := flags.Bool("with-pods", false, "add the pods that the Deployments and Services of the folder would have in a cluster")
	elsewhere := flags.String("namespaces", "", "with -with-pods: namespaces that are declared elsewhere, with commas between")
	documents, err := readFolderOf(flags, arguments)
	if err != nil {
		return err
	}
	if *pods {
		documents = check.WithPods(documents, strings.FieldsFunc(*elsewhere, func(r rune) bool { return r == ',' }))
	}
	findings, err := accept.Analyze(documents, *meshConfig)
	if err != nil {
		return err
	}
	return report(documents, findings)
}

func readFolderOf(flags *flag.FlagSet, arguments []string) ([]manifest.Document, error) {
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	if flags.NArg() != 1 {
		return nil, fmt.Errorf("name one folder of YAML")
	}
	return manifest.ReadFolder(flags.Arg(0))
}

// report prints the findings; anything above Info is a refusal.
func report(documents []manifest.Document, findings []accept.Finding) error {
	if err := printLines(findings); err != nil {
		return err
	}
	refused := 0
	for _, finding := range findings {
		if finding.Severity != accept.Info {
			refused++
		}
	}
	fmt.Fprintf(os.Stderr, "%d objects, %d findings, %d of them errors or warnings\n", len(documents), len(findings), refused)
	if refused > 0 {
		return errRefused{fmt.Sprintf("%d errors or warnings", refused)}
	}
	return nil
}
