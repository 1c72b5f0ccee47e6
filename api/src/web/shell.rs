//! What the shell of every page shows: the languages, who is signed in, and the token for its forms.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use actix_web::{HttpRequest, cookie::Cookie};
use minijinja::{
    context,
    value::{Serde, Value},
};

use crate::{
    app::App,
    error::Internal,
    platform::keys::Secret,
    web::{
        csrf::{self, Binding},
        language::Language,
        visitor::SignedIn,
    },
};

/// The shell of one page.
pub struct Shell {
    /// The reader's language.
    pub language: Language,
    path: String,
    query: String,
    signed_in: Option<SignedIn>,
    token: Token,
}

/// The token for the page's forms, and whether one was drawn: a page without a form leaves no cookie.
#[derive(Clone)]
struct Token {
    key: Secret,
    binding: Binding,
    drawn: Arc<AtomicBool>,
}

impl Shell {
    /// The shell for a request.
    pub fn of(request: &HttpRequest, app: &App) -> Result<Self, Internal> {
        Ok(Self {
            language: Language::of(request),
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            signed_in: SignedIn::of(request),
            token: Token {
                key: csrf::key(&app.vault)?,
                binding: Binding::of(request, app),
                drawn: Arc::default(),
            },
        })
    }

    /// The variables that every template sees.
    pub fn variables(&self) -> Value {
        let token = self.token.clone();
        context! {
            lang => self.language.tag(),
            languages => Language::ALL.map(|language| self.link(language)),
            path => self.path.as_str(),
            signed_in => Serde(&self.signed_in),
            csrf_field => Value::from_function(move || token.field()),
        }
    }

    /// The cookie of a new visit, when the page has a form.
    pub fn visit_cookie(&self, app: &App) -> Option<Cookie<'static>> {
        let needed = self.token.binding.fresh && self.token.drawn.load(Ordering::Relaxed);
        needed.then(|| self.token.binding.cookie(app))
    }

    /// The same page in another language. Only the query, so that no path can lead to another site.
    fn link(&self, language: Language) -> Value {
        let rest = self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let query: Vec<&str> = rest.collect();
        let and = if query.is_empty() { "" } else { "&" };
        context! {
            tag => language.tag(),
            name => language.name(),
            href => format!("?{}{and}lang={}", query.join("&"), language.tag()),
            current => language == self.language,
        }
    }
}

impl Token {
    fn field(&self) -> Value {
        self.drawn.store(true, Ordering::Relaxed);
        let token = csrf::token(&self.key, &self.binding);
        Value::from_safe_string(format!(r#"<input type="hidden" name="{}" value="{token}">"#, csrf::FIELD))
    }
}
