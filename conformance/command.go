package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"sort"
)

// errRefused says that the program ran and its answer is no.
type errRefused struct{ message string }

func (e errRefused) Error() string { return e.message }

// exitCodeOf is 1 when something was refused or differs, 2 when nothing could be judged.
func exitCodeOf(err error) int {
	if errors.As(err, &errRefused{}) {
		return 1
	}
	return 2
}

func names() []string {
	var list []string
	for name := range commands {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

// printLines writes one JSON object a line.
func printLines[T any](items []T) error {
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for _, item := range items {
		if err := encoder.Encode(item); err != nil {
			return err
		}
	}
	return output.Flush()
}
