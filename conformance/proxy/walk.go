// Package proxy makes the listeners that istiod generated runnable in an Envoy on this machine, and runs it.
package proxy

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/anypb"
)

// walk visits a message and everything in it, through Any too: change is called for a message before its parts.
type walk struct {
	change  func(message proto.Message) error
	problem error
}

// Walk applies change to a message and everything below it.
func Walk(message proto.Message, change func(message proto.Message) error) error {
	w := &walk{change: change}
	w.visit(message.ProtoReflect())
	return w.problem
}

func (w *walk) visit(message protoreflect.Message) {
	if w.problem != nil || !message.IsValid() {
		return
	}
	if packed, ok := message.Interface().(*anypb.Any); ok {
		w.unpack(packed)
		return
	}
	if w.problem = w.change(message.Interface()); w.problem != nil {
		return
	}
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		w.field(field, value)
		return w.problem == nil
	})
}

func (w *walk) field(field protoreflect.FieldDescriptor, value protoreflect.Value) {
	switch {
	case field.IsMap():
		if field.MapValue().Message() != nil {
			value.Map().Range(func(_ protoreflect.MapKey, item protoreflect.Value) bool {
				w.visit(item.Message())
				return w.problem == nil
			})
		}
	case field.IsList() && field.Message() != nil:
		for index := 0; index < value.List().Len(); index++ {
			w.visit(value.List().Get(index).Message())
		}
	case field.Message() != nil:
		w.visit(value.Message())
	}
}

func (w *walk) unpack(packed *anypb.Any) {
	if packed.GetTypeUrl() == "" {
		return
	}
	message, err := packed.UnmarshalNew()
	if err != nil {
		w.problem = fmt.Errorf("%s: %w", packed.GetTypeUrl(), err)
		return
	}
	w.visit(message.ProtoReflect())
	if w.problem == nil {
		w.problem = packed.MarshalFrom(message)
	}
}
