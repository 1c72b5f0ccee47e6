//! What a single field may be.

use serde_json::Value;

use super::{
    mistake::Mistake,
    schema::{format, keywords, kind},
    texts,
    tree::Node,
};

/// Which controls go with which type.
const INPUTS: [(&str, &str); 8] = [
    ("textarea", "string"),
    ("date", "string"),
    ("tel", "string"),
    ("radio", "string"),
    ("select", "string"),
    ("money", "integer"),
    ("checkboxes", "array"),
    ("yes-no", "boolean"),
];

/// Checks a field.
pub fn check(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    input(file, node)?;
    money(file, name, node)?;
    match kind(node) {
        "string" => text(file, name, node),
        "integer" | "number" => keywords(file, node, &["minimum", "maximum"]),
        "boolean" => keywords(file, node, &["const"]),
        "array" => several_choices(file, name, node),
        other => {
            let known = ["string", "integer", "number", "boolean", "array"];
            Err(Mistake::unknown(file, node.line_of("/type"), "type", other, known))
        }
    }
}

/// A text that must be there must say something.
pub fn check_required(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    if kind(node) != "string" || node.get("oneOf").is_some() || node.get("minLength").is_some() {
        return Ok(());
    }
    Err(Mistake::new(
        file,
        node.line,
        format!("`{name}` is required but may be empty, expected `minLength: 1`"),
    ))
}

/// Checks what every array has.
pub fn list(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    keywords(file, node, &["items", "minItems", "maxItems", "uniqueItems"])?;
    number(file, name, node, "maxItems")
}

fn text(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    keywords(file, node, &["minLength", "maxLength", "format", "oneOf"])?;
    format(file, node)?;
    match node.get("oneOf") {
        Some(choices) => self::choices(file, name, choices),
        None => number(file, name, node, "maxLength"),
    }
}

fn several_choices(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    list(file, name, node)?;
    let choices = node.get("items").and_then(|items| items.get("oneOf"));
    let unique = node.get("uniqueItems").and_then(Node::scalar) == Some(&Value::Bool(true));
    if let Some(choices) = choices.filter(|_| unique) {
        return self::choices(file, name, choices);
    }
    let what = format!("`{name}` is a list of anything, expected `uniqueItems: true` and choices in `items`");
    Err(Mistake::new(file, node.line, what))
}

fn choices(file: &str, name: &str, choices: &Node) -> Result<(), Mistake> {
    for choice in choices.items() {
        let (Some(_), Some(title)) = (choice.get("const").and_then(Node::as_str), choice.get("title")) else {
            let what = format!(
                "a choice of `{name}` is incomplete, expected `const` with a name and `title` with a text"
            );
            return Err(Mistake::new(file, choice.line, what));
        };
        texts::complete(file, title)?;
    }
    Ok(())
}

fn number(file: &str, name: &str, node: &Node, keyword: &str) -> Result<(), Mistake> {
    if node.get(keyword).and_then(Node::scalar).is_some_and(Value::is_u64) {
        return Ok(());
    }
    Err(Mistake::new(
        file,
        node.line,
        format!("`{name}` may grow without end, expected `{keyword}` with a number"),
    ))
}

fn input(file: &str, node: &Node) -> Result<(), Mistake> {
    let Some(input) = node.get("x-input") else { return Ok(()) };
    let name = input.as_str().unwrap_or_default();
    match INPUTS.iter().find(|(known, _)| *known == name) {
        None => Err(Mistake::unknown(file, input.line, "x-input", name, INPUTS.map(|(known, _)| known))),
        Some((_, expected)) if *expected != kind(node) => {
            let what = format!("x-input `{name}` on a field of type `{}`, expected `{expected}`", kind(node));
            Err(Mistake::new(file, input.line, what))
        }
        Some(_) => Ok(()),
    }
}

fn money(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    let input = node.get("x-input").and_then(Node::as_str) == Some("money");
    let from_zero = node.get("minimum").and_then(Node::scalar).is_some_and(|minimum| *minimum == 0);
    if name.ends_with("_fen") == input && (!input || from_zero) {
        return Ok(());
    }
    let what = format!(
        "`{name}` is half an amount of money, expected a name in `_fen`, `x-input: money` and `minimum: 0`"
    );
    Err(Mistake::new(file, node.line, what))
}
