//! As much HTML as our own pages need: forms with what they would send.

use std::collections::BTreeMap;

/// A form as a browser without scripts would send it.
pub(super) struct Form {
    pub action: String,
    pub post: bool,
    pub fields: Vec<(String, String)>,
}

impl Form {
    pub fn filled(mut self, fields: &[(&str, &str)]) -> Self {
        self.fields.retain(|(name, _)| fields.iter().all(|(given, _)| name != given));
        self.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}

/// All forms of a page, in order.
pub(super) fn forms(page: &str) -> Vec<Form> {
    let (mut forms, mut select): (Vec<Form>, _) = (Vec::new(), None::<Select>);
    for (name, attributes, text) in Tags(page) {
        let value = |key: &str| attributes.get(key).cloned();
        let named = value("name").filter(|_| !attributes.contains_key("disabled"));
        match name {
            "form" => forms.push(Form {
                action: value("action").unwrap_or_default(),
                post: value("method").is_some_and(|method| method.eq_ignore_ascii_case("post")),
                fields: Vec::new(),
            }),
            "input" => put(&mut forms, named, input(&attributes)),
            "textarea" => put(&mut forms, named, Some(decode(text.trim_start_matches('\n')))),
            "select" => select = named.map(|name| Select { name, chosen: None, first: None }),
            "option" => {
                if let Some(select) = &mut select {
                    select.offer(
                        value("value").unwrap_or_else(|| decode(text.trim())),
                        attributes.contains_key("selected"),
                    );
                }
            }
            "/select" => {
                if let Some(Select { name, chosen, first }) = select.take() {
                    put(&mut forms, Some(name), chosen.or(first));
                }
            }
            _ => {}
        }
    }
    forms
}

struct Select {
    name: String,
    chosen: Option<String>,
    first: Option<String>,
}

impl Select {
    fn offer(&mut self, value: String, selected: bool) {
        if selected {
            self.chosen = Some(value);
        } else if self.first.is_none() {
            self.first = Some(value);
        }
    }
}

fn put(forms: &mut [Form], name: Option<String>, value: Option<String>) {
    if let (Some(form), Some(name), Some(value)) = (forms.last_mut(), name, value) {
        form.fields.push((name, value));
    }
}

fn input(attributes: &BTreeMap<String, String>) -> Option<String> {
    let value = attributes.get("value").cloned();
    match attributes.get("type").map_or("text", String::as_str) {
        "checkbox" | "radio" => attributes.get("checked").map(|_| value.unwrap_or_else(|| "on".to_owned())),
        "submit" | "button" | "image" | "reset" | "file" => None,
        _ => Some(value.unwrap_or_default()),
    }
}

/// Tags with their attributes and the text up to the next tag.
struct Tags<'a>(&'a str);

impl<'a> Iterator for Tags<'a> {
    type Item = (&'a str, BTreeMap<String, String>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let tag = self.0.get(self.0.find('<')? + 1..)?;
        let (inside, after) = tag.split_at(end(tag)?);
        self.0 = &after[1..];
        let name = inside.split(|c: char| c.is_whitespace()).next()?.trim_end_matches('/');
        let text = self.0.get(..self.0.find('<').unwrap_or(self.0.len()))?;
        Some((name, attributes(&inside[name.len()..]), text))
    }
}

/// Where a tag ends; a `>` in quotes doesn't end it.
fn end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in tag.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

fn attributes(mut rest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let name = rest.split(|c: char| c == '=' || c.is_whitespace()).next().unwrap_or_default();
        if name.is_empty() {
            return found;
        }
        rest = &rest[name.len()..];
        let value;
        (value, rest) = match rest.strip_prefix('=') {
            None => ("", rest),
            Some(quoted) if quoted.starts_with(['"', '\'']) => {
                let quote = &quoted[..1];
                quoted[1..].split_once(quote).unwrap_or((&quoted[1..], ""))
            }
            Some(bare) => bare.split_once(char::is_whitespace).unwrap_or((bare, "")),
        };
        found.insert(name.to_ascii_lowercase(), decode(value));
    }
}

fn decode(text: &str) -> String {
    let plain =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2f;", "/")];
    let text = plain.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_sends_what_stands_in_it() {
        let page = r#"<p>a > b</p><form action="/x?y=1&amp;z=2" method=post>
            <input type="hidden" name="_csrf" value="a&#x2f;b"><input name=empty><input name="off" disabled value="1">
            <input type="checkbox" name="no" value="1"><input type="radio" name="sex" value="female" checked>
            <select name="kind"><option value="">?</option><option value="b" selected>B</option></select>
            <textarea name="story" data-x="a>b">
&lt;b&gt;</textarea><input type="file" name="file"><button name="go">go</button></form><form action="/other"></form>"#;
        let forms = forms(page);
        assert_eq!((forms.len(), forms[0].action.as_str(), forms[0].post), (2, "/x?y=1&z=2", true));
        let fields = [("_csrf", "a/b"), ("empty", ""), ("sex", "female"), ("kind", "b"), ("story", "<b>")];
        assert_eq!(forms[0].fields, fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
