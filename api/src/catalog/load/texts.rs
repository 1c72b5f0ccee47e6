//! A text is a map with all three languages, wherever it stands.

use crate::web::language::Language;

use super::{mistake::Mistake, tree::Node};

/// Finds texts that lack a language, or say nothing in it.
pub fn check(file: &str, node: &Node) -> Result<(), Mistake> {
    if Language::ALL.iter().any(|language| node.get(language.tag()).is_some()) {
        return complete(file, node);
    }
    node.members().map(|(_, inner)| inner).chain(node.items()).try_for_each(|inner| check(file, inner))
}

/// Whether a value is a text.
pub fn complete(file: &str, node: &Node) -> Result<(), Mistake> {
    for tag in Language::ALL.map(Language::tag) {
        let words = node.get(tag).and_then(Node::as_str).unwrap_or_default();
        if words.trim().is_empty() {
            let what = format!("this text says nothing in `{tag}`, expected zh-CN, bo-CN and en");
            return Err(Mistake::new(file, node.line, what));
        }
    }
    let foreign = node.members().find(|(tag, _)| Language::ALL.iter().all(|known| known.tag() != *tag));
    foreign.map_or(Ok(()), |(tag, inner)| {
        Err(Mistake::unknown(file, inner.line, "language", tag, Language::ALL.map(Language::tag)))
    })
}
