//! Pages: templates compiled into the binary, drawn in the reader's language inside the page shell.
//!
//! Each language has its own set of templates, so that words and filters know the reader's language anywhere.
//! A template sees what the handler gives it, and: `lang`, `languages`, `path`, `signed_in` (or none), `csrf_field()`,
//! `t('key', name=value)`, `asset('name')`, and the filters of [`crate::web::filters`].
//! A page title never holds personal data (security.md PRV-5).

use std::{collections::HashMap, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use anyhow::{Context, anyhow};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, syntax::SyntaxConfig, value::Kwargs};
pub use minijinja::{
    context,
    value::{Serde, Value},
};
use rust_embed::RustEmbed;

use crate::{
    app::App,
    error::{Internal, Problem},
    web::{assets::Assets, filters, language::Language, shell::Shell, texts::Texts},
};

#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

/// All templates in all languages, and the files that they refer to.
pub struct Pages {
    drawers: HashMap<Language, Environment<'static>>,
    assets: Arc<Assets>,
}

impl Pages {
    /// Reads every template; a mistake in one stops the start.
    pub fn load(texts: &Arc<Texts>) -> anyhow::Result<Self> {
        let assets = Arc::new(Assets::load()?);
        let drawers =
            Language::ALL.into_iter().map(|language| Ok((language, drawer(language, texts, &assets)?)));
        Ok(Self { drawers: drawers.collect::<anyhow::Result<_>>()?, assets })
    }

    #[cfg(test)]
    pub(super) fn add(&mut self, name: &'static str, text: &'static str) {
        self.drawers.values_mut().for_each(|drawer| drawer.add_template(name, text).unwrap());
    }

    /// The files that pages refer to.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// A page as an answer with status 200.
    pub fn render(
        &self,
        request: &HttpRequest,
        template: &str,
        content: Value,
    ) -> Result<HttpResponse, Problem> {
        self.render_with(request, StatusCode::OK, template, content)
    }

    /// A page with another status, as 422 for a form that must be mended.
    pub fn render_with(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        template: &str,
        content: Value,
    ) -> Result<HttpResponse, Problem> {
        let app = request.app_data::<Data<App>>().ok_or_else(|| Internal::msg("no app"))?;
        let shell = Shell::of(request, app)?;
        let page = self.draw(shell.language, template, context! { ..shell.variables(), ..content })?;
        let mut response = HttpResponse::build(status);
        response
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_LANGUAGE, shell.language.tag()))
            .insert_header((header::VARY, "Cookie, Accept-Language"));
        if let Some(cookie) = shell.visit_cookie(app) {
            response.cookie(cookie);
        }
        Ok(response.body(page))
    }

    /// A template as text, for what isn't answered to a request.
    pub fn draw(&self, language: Language, template: &str, content: Value) -> Result<String, Internal> {
        let drawer =
            self.drawers.get(&language).ok_or_else(|| Internal::msg("a language without templates"))?;
        let drawn = drawer.get_template(template).and_then(|template| template.render(content));
        drawn.map_err(Internal::from_error)
    }
}

fn drawer(
    language: Language,
    texts: &Arc<Texts>,
    assets: &Arc<Assets>,
) -> anyhow::Result<Environment<'static>> {
    let mut drawer = Environment::new();
    drawer.set_undefined_behavior(UndefinedBehavior::Strict);
    drawer.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    add_words(&mut drawer, language, texts);
    filters::add(&mut drawer, language, texts);
    let assets = assets.clone();
    // An address is made of a digest and a file's name: nothing in it needs escaping.
    drawer.add_function("asset", move |name: &str| {
        let address = assets.address(name).map(Value::from_safe_string);
        address.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("no asset {name}")))
    });
    for name in Templates::iter() {
        let file = Templates::get(&name).ok_or_else(|| anyhow!("templates/{name} vanished"))?;
        let text = String::from_utf8(file.data.into_owned())?;
        drawer
            .add_template_owned(name.to_string(), text)
            .with_context(|| format!("templates/{name} can't be read"))?;
    }
    Ok(drawer)
}

fn add_words(drawer: &mut Environment<'static>, language: Language, texts: &Arc<Texts>) {
    let texts = texts.clone();
    drawer.add_function("t", move |key: &str, values: Kwargs| -> Result<String, Error> {
        let names: Vec<String> = values.args().map(str::to_owned).collect();
        let args = names.iter().map(|name| Ok((name.as_str(), values.get::<Value>(name)?.to_string())));
        Ok(texts.say_with(language, key, &args.collect::<Result<Vec<_>, Error>>()?))
    });
}
