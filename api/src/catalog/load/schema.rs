//! The shape that docs/catalog.md allows a form and the body of an action.

use crate::catalog::form::FORMATS;

use super::{field, mistake::Mistake, references, texts, tree::Node};

const OF_EVERY_QUESTION: [&str; 7] =
    ["type", "title", "description", "x-show-if", "x-sensitive", "x-input", "x-born-by"];

/// Checks a form: sections of fields.
pub fn check_form(file: &str, form: &Node) -> Result<(), Mistake> {
    group(file, form, &["allOf"])?;
    for (name, section) in questions(form) {
        described(file, name, section)?;
        check_section(file, name, section)?;
        question(file, name, section)?;
    }
    conditions(file, form, form)
}

fn check_section(file: &str, name: &str, section: &Node) -> Result<(), Mistake> {
    let fields = section.get("items").unwrap_or(section);
    if !["array", "object"].contains(&kind(section)) || kind(fields) != "object" {
        let what = format!("section `{name}` is no object, expected an object of fields or an array of such");
        return Err(Mistake::new(file, section.line, what));
    }
    let inner = questions(fields).find(|(_, field)| [kind(field), items_kind(field)].contains(&"object"));
    inner.map_or(Ok(()), |(name, field)| {
        let what = format!("field `{name}` holds fields, expected a section for them");
        Err(Mistake::new(file, field.line, what))
    })
}

/// Checks the body of an action: fields, or objects of fields.
pub fn check_body(file: &str, body: &Node) -> Result<(), Mistake> {
    group(file, body, &["allOf", "anyOf"])?;
    for (name, inner) in questions(body) {
        described(file, name, inner)?;
        question(file, name, inner)?;
    }
    conditions(file, body, body)
}

fn question(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    match (kind(node), items_kind(node)) {
        ("object", _) => fields(file, node),
        ("array", "object") => {
            field::list(file, name, node)?;
            node.get("items").map_or(Ok(()), |items| fields(file, items))
        }
        _ => field::check(file, name, node),
    }
}

fn fields(file: &str, node: &Node) -> Result<(), Mistake> {
    group(file, node, &[])?;
    for (name, inner) in questions(node) {
        described(file, name, inner)?;
        question(file, name, inner)?;
        let required = node
            .get("required")
            .is_some_and(|names| names.items().iter().any(|item| item.as_str() == Some(name)));
        if required {
            field::check_required(file, name, inner)?;
        }
    }
    Ok(())
}

/// An object of questions.
fn group(file: &str, node: &Node, also: &[&str]) -> Result<(), Mistake> {
    keywords(file, node, &[&["additionalProperties", "required", "properties"], also].concat())?;
    let closed = node.get("additionalProperties").and_then(Node::scalar);
    if kind(node) != "object" || closed != Some(&false.into()) || node.get("properties").is_none() {
        let what = "this is open, expected `type: object`, `additionalProperties: false` and `properties`";
        return Err(Mistake::new(file, node.line, what));
    }
    references::required(file, node, node)
}

/// Refuses keywords that the program doesn't know the meaning of.
pub fn keywords(file: &str, node: &Node, also: &[&str]) -> Result<(), Mistake> {
    let known = [&OF_EVERY_QUESTION, also].concat();
    match node.members().find(|(keyword, _)| !known.contains(keyword)) {
        Some((keyword, inner)) => Err(Mistake::unknown(file, inner.line, "keyword", keyword, known)),
        None => Ok(()),
    }
}

fn described(file: &str, name: &str, node: &Node) -> Result<(), Mistake> {
    let Some(title) = node.get("title") else {
        return Err(Mistake::new(file, node.line, format!("`{name}` has no title, expected a text")));
    };
    texts::complete(file, title)?;
    node.get("description").map_or(Ok(()), |description| texts::complete(file, description))
}

fn conditions(file: &str, node: &Node, form: &Node) -> Result<(), Mistake> {
    for keyword in ["allOf", "anyOf"] {
        node.get(keyword)
            .map_or(&[][..], Node::items)
            .iter()
            .try_for_each(|part| references::check(file, part, form))?;
    }
    for (_, inner) in questions(node) {
        inner.get("x-show-if").map_or(Ok(()), |condition| references::check(file, condition, form))?;
        conditions(file, inner.get("items").unwrap_or(inner), form)?;
    }
    Ok(())
}

/// The type a schema names.
pub fn kind(node: &Node) -> &str {
    node.get("type").and_then(Node::as_str).unwrap_or_default()
}

fn items_kind(node: &Node) -> &str {
    node.get("items").map_or("", kind)
}

/// The questions of a form, a section or a body.
pub fn questions(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    node.get("properties").into_iter().flat_map(Node::members)
}

/// Checks the name of a format.
pub fn format(file: &str, node: &Node) -> Result<(), Mistake> {
    let Some(format) = node.get("format") else { return Ok(()) };
    let name = format.as_str().unwrap_or_default();
    if FORMATS.contains(&name) {
        return Ok(());
    }
    Err(Mistake::unknown(file, format.line, "format", name, FORMATS))
}
