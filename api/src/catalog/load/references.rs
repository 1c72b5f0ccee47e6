//! Conditions over a form may only speak of questions and choices that the form has.

use super::{
    mistake::Mistake,
    schema::{format, questions},
    tree::Node,
};

/// Checks a condition against the part of the form that it speaks of.
pub fn check(file: &str, condition: &Node, form: &Node) -> Result<(), Mistake> {
    format(file, condition)?;
    required(file, condition, form)?;
    answers(file, condition, form)?;
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let parts = condition.get(keyword).map_or(&[][..], Node::items);
        parts.iter().try_for_each(|part| check(file, part, form))?;
    }
    for keyword in ["if", "then", "else", "not"] {
        condition.get(keyword).map_or(Ok(()), |part| check(file, part, form))?;
    }
    if let (Some(part), Some(items)) =
        (condition.get("items").or(condition.get("contains")), form.get("items"))
    {
        check(file, part, items)?;
    }
    for (name, part) in questions(condition) {
        let question = question(form, name).ok_or_else(|| unknown(file, part, name, form))?;
        check(file, part, question)?;
    }
    Ok(())
}

/// Checks the names in `required`.
pub fn required(file: &str, condition: &Node, form: &Node) -> Result<(), Mistake> {
    for item in condition.get("required").map_or(&[][..], Node::items) {
        let name = item.as_str().unwrap_or_default();
        if question(form, name).is_none() {
            return Err(unknown(file, item, name, form));
        }
    }
    Ok(())
}

fn answers(file: &str, condition: &Node, form: &Node) -> Result<(), Mistake> {
    let choices: Vec<_> = form
        .get("oneOf")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|choice| choice.get("const")?.as_str())
        .collect();
    let named = condition.get("enum").map_or(&[][..], Node::items).iter().chain(condition.get("const"));
    for answer in named.filter(|_| !choices.is_empty()) {
        let name = answer.as_str().unwrap_or_default();
        if !choices.contains(&name) {
            return Err(Mistake::unknown(file, answer.line, "choice", name, choices));
        }
    }
    Ok(())
}

fn question<'form>(form: &'form Node, name: &str) -> Option<&'form Node> {
    questions(form).find_map(|(known, node)| (known == name).then_some(node))
}

fn unknown(file: &str, node: &Node, name: &str, form: &Node) -> Mistake {
    Mistake::unknown(file, node.line, "question", name, questions(form).map(|(known, _)| known))
}
