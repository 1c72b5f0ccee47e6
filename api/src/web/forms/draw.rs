//! From a schema and the answers so far to what `parts/form.html` shows.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Choice, Control, Drawn, Fault, Field, Group, Item, Line, Part, Place, Questions, Typed, control,
    is_group, money, names, properties,
    shown::{holds, shown},
    text,
};
use crate::platform::money::Fen;

impl Questions<'_> {
    /// The page. `typed` is what couldn't be understood; faults of other sections are left out.
    pub fn draw(&self, typed: &Typed, faults: &[Fault]) -> Drawn {
        let pencil = Pencil { questions: self, typed, faults };
        let parts = pencil.parts();
        Drawn {
            title: text(self.schema, "title").to_owned(),
            help: text(self.schema, "description").to_owned(),
            asked: self.asked().join(" "),
            faults: pencil.summary(&parts),
            parts,
        }
    }

    /// What must be answered in a section: by its own schema, and by the form's rules that hold at present.
    fn required(&self) -> Vec<&str> {
        let rules = self.form.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let holding =
            rules.filter(|rule| rule.get("if").is_some_and(|condition| holds(condition, self.answers)));
        let then = holding.filter_map(|rule| match self.section {
            Some(key) => rule.get("then")?.get("properties")?.get(key),
            None => rule.get("then"),
        });
        [self.schema].into_iter().chain(then).flat_map(|schema| names(schema, "required")).collect()
    }
}

struct Pencil<'a> {
    questions: &'a Questions<'a>,
    typed: &'a Typed,
    faults: &'a [Fault],
}

impl Pencil<'_> {
    fn parts(&self) -> Vec<Part> {
        let (schema, place) = (self.questions.schema, self.questions.place());
        if is_group(schema) {
            return vec![Part::Group(Group { title: None, help: None, ..self.group(schema, &place) })];
        }
        let required = self.questions.required();
        let asked = properties(schema).filter(|(_, schema)| shown(schema, self.questions.answers));
        asked.map(|(key, schema)| self.part(schema, &place.child(key), !required.contains(&key))).collect()
    }

    fn part(&self, schema: &Value, place: &Place, optional: bool) -> Part {
        if is_group(schema) {
            Part::Group(self.group(schema, place))
        } else {
            let mut field = self.field(schema, place, optional);
            field.autocomplete = autocomplete(self.questions.schema, &field.name);
            Part::Field(field)
        }
    }

    fn group(&self, schema: &Value, place: &Place) -> Group {
        let count = self.answer(place).and_then(Value::as_array).map_or(0, Vec::len);
        let most = schema.get("maxItems").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
        Group {
            id: place.id(),
            pointer: place.pointer.clone(),
            name: place.name.clone(),
            title: some_text(schema, "title"),
            help: some_text(schema, "description"),
            fault: self.fault(place),
            items: (0..count.max(1))
                .map(|number| self.item(&schema["items"], &place.child(&number.to_string())))
                .collect(),
            more: most.is_none_or(|most| count < most),
        }
    }

    fn item(&self, schema: &Value, place: &Place) -> Item {
        let asked = properties(schema).filter(|(_, schema)| shown(schema, self.questions.answers));
        let optional = |key: &str| !names(schema, "required").any(|name| name == key);
        Item {
            id: place.id(),
            name: place.name.clone(),
            title: text(schema, "title").to_owned(),
            fields: asked.map(|(key, schema)| self.field(schema, &place.child(key), optional(key))).collect(),
        }
    }

    fn field(&self, schema: &Value, place: &Place, optional: bool) -> Field {
        let control = Control::of(schema);
        let answer = self.answer(place);
        Field {
            id: place.id(),
            pointer: place.pointer.clone(),
            name: place.name.clone(),
            label: text(schema, "title").to_owned(),
            help: some_text(schema, "description"),
            control,
            value: self.typed.get(&place.pointer).cloned().unwrap_or_else(|| as_text(control, answer)),
            choices: choices(schema, control, answer),
            fault: self.fault(place),
            optional,
            max_length: schema
                .get("maxLength")
                .and_then(Value::as_u64)
                .filter(|_| typed_as_kept(schema, control)),
            autocomplete: "off",
            input_mode: input_mode(schema, control),
        }
    }

    fn answer(&self, place: &Place) -> Option<&Value> {
        self.questions.answers.pointer(&place.pointer)
    }

    fn fault(&self, place: &Place) -> Option<String> {
        self.faults.iter().find(|fault| fault.pointer == place.pointer).map(|fault| fault.text.clone())
    }

    /// Faults of the questions on the page, then those of the section that belong to none of them.
    fn summary(&self, parts: &[Part]) -> Vec<Line> {
        let drawn: Vec<Drawing> = parts.iter().flat_map(drawings).collect();
        let beside = |fault: &&Fault| {
            let rest = fault.pointer.strip_prefix(&self.questions.place().pointer);
            let here = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            here && !drawn.iter().any(|(pointer, ..)| *pointer == fault.pointer)
        };
        let own = drawn.iter().filter_map(|(_, id, label, fault)| Some(line(id, label, (*fault)?)));
        own.chain(self.faults.iter().filter(beside).map(|fault| line("main", "", &fault.text))).collect()
    }
}

/// Pointer, id, label and fault of what can be wrong.
type Drawing<'a> = (&'a str, &'a str, Cow<'a, str>, Option<&'a str>);

fn drawings(part: &Part) -> Vec<Drawing<'_>> {
    match part {
        Part::Field(field) => {
            vec![(&field.pointer, &field.id, Cow::from(&field.label), field.fault.as_deref())]
        }
        Part::Group(group) => {
            let title = Cow::from(group.title.as_deref().unwrap_or_default());
            let own: Drawing = (&group.pointer, &group.id, title, group.fault.as_deref());
            [own]
                .into_iter()
                .chain(group.items.iter().zip(1..).flat_map(|(item, number)| in_item(item, number)))
                .collect()
        }
    }
}

fn in_item(item: &Item, number: usize) -> impl Iterator<Item = Drawing<'_>> {
    item.fields.iter().map(move |field| {
        let label = Cow::from(format!("{} {number} · {}", item.title, field.label));
        (field.pointer.as_str(), field.id.as_str(), label, field.fault.as_deref())
    })
}

fn line(id: &str, label: &str, fault: &str) -> Line {
    Line { href: format!("#{id}"), label: label.to_owned(), text: fault.to_owned() }
}

fn some_text(schema: &Value, key: &str) -> Option<String> {
    Some(text(schema, key)).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn as_text(control: Control, answer: Option<&Value>) -> String {
    match answer {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if control == Control::Money => {
            number.as_i64().map(Fen::of).map(money::plain).unwrap_or_default()
        }
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn choices(schema: &Value, control: Control, answer: Option<&Value>) -> Vec<Choice> {
    let choice =
        |value: &str, label: &str, chosen| Choice { value: value.into(), label: label.into(), chosen };
    match control {
        Control::YesNo => [("true", true), ("false", false)]
            .map(|(value, yes)| choice(value, "", answer == Some(&Value::Bool(yes))))
            .into(),
        Control::Tick => vec![choice("true", text(schema, "title"), answer == Some(&Value::Bool(true)))],
        _ => control::choices(schema)
            .map(|(value, label)| choice(value, label, is_chosen(answer, value)))
            .collect(),
    }
}

fn is_chosen(answer: Option<&Value>, value: &str) -> bool {
    match answer {
        Some(Value::Array(chosen)) => chosen.iter().any(|one| one == value),
        Some(one) => one == value,
        None => false,
    }
}

/// Dates and what has a format may be typed longer than they are kept, with gaps.
fn typed_as_kept(schema: &Value, control: Control) -> bool {
    matches!(control, Control::Text | Control::Textarea) && text(schema, "format").is_empty()
}

fn input_mode(schema: &Value, control: Control) -> Option<&'static str> {
    match (control, text(schema, "format")) {
        (Control::Number, _) | (Control::Text, "bank-card") => Some("numeric"),
        (Control::Money, _) => Some("decimal"),
        _ => None,
    }
}

/// The reader's own particulars may be filled in by the browser, but only where a section is about a person who can be called.
fn autocomplete(section: &Value, name: &str) -> &'static str {
    let about_a_person =
        section.pointer("/properties/phone").is_some() && section.pointer("/properties/name").is_some();
    match name {
        "name" if about_a_person => "name",
        "phone" if about_a_person => "tel",
        "birth_date" if about_a_person => "bday",
        "residence" | "address" if about_a_person => "street-address",
        _ => "off",
    }
}
