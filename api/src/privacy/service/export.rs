//! A copy of everything about a citizen (PIPL 45): JSON and the files as they were sent, in one ZIP that is made while it is read.

use actix_web::web::{Bytes, Data};
use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};

use crate::{
    app::App,
    applications::{
        self,
        model::Dossier,
        service::{consents_of, forms_sent},
        view::ApplicationView,
    },
    appointments, assistance,
    error::{Internal, Problem},
    identity::{self, actor::Citizen},
    materials::{self, service::View},
    platform::{
        archive::{self, Packer, safe_name},
        change::Event,
        limits, outbox,
        paging::PageQuery,
    },
    privacy::{
        error::PrivacyError,
        model::RequestKind,
        service::requests::{answered, requests_of},
    },
    referrals, representation,
    web::language::Language,
};

/// Messages read at once.
const MESSAGES: u64 = 100;

/// Begins a copy: puts the request on record, then packs while the answer is read.
pub async fn export(
    app: Data<App>,
    citizen: Citizen,
    language: Language,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + 'static, PrivacyError> {
    app.limits.count(limits::EXPORTS_A_DAY, &citizen.id.to_string()).await?;
    let change = app.change(&citizen).await?;
    let (request, due_on) = answered(&app, &change, citizen.id, RequestKind::Export, "given").await?;
    let facts = json!({ "request": request, "due_on": due_on });
    change.commit(Event::new("account.exported", citizen.id).with(facts), ()).await?;
    let (packer, stream) = archive::open();
    actix_web::rt::spawn(async move {
        let mut copy = Copy { app, citizen, language, packer };
        match copy.pack().await {
            Ok(()) => copy.packer.finish().await,
            // The reader sees a download that broke off; the archive lacks its end.
            Err(problem) => tracing::error!(error = %problem, "a copy of an account broke off"),
        }
    });
    Ok(stream)
}

/// A copy that is being packed.
struct Copy {
    app: Data<App>,
    citizen: Citizen,
    language: Language,
    packer: Packer,
}

impl Copy {
    async fn pack(&mut self) -> Result<(), Problem> {
        let about = self.app.texts.say(self.language, "export-about");
        self.packer.whole("README.txt", about.into_bytes()).await?;
        let account = self.account().await?;
        self.json("account.json", &account).await?;
        self.requests().await?;
        self.messages().await?;
        self.visits().await?;
        let mut page = PageQuery { limit: Some(20), after: None };
        loop {
            let found = applications::service::list(&self.app, &self.citizen, &page).await?;
            for dossier in found.items {
                self.application(dossier).await?;
            }
            match found.next {
                Some(next) => page.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    async fn json(&mut self, name: &str, value: &Value) -> Result<(), Problem> {
        let text = serde_json::to_vec_pretty(value).map_err(Internal::from)?;
        Ok(self.packer.whole(name, text).await?)
    }

    async fn account(&self) -> Result<Value, Internal> {
        let (db, id) = (self.app.db.read(), self.citizen.id);
        let phone = identity::service::phone_of(db, &self.app.vault, id).await?;
        let sign_ins = identity::service::sign_ins_of(db, id).await?;
        let sign_ins = sign_ins.into_iter().map(|one| {
            json!({ "channel": one.channel, "signed_in_at": one.created_at, "seen_at": one.seen_at, "ended_at": one.ended_at })
        });
        Ok(json!({
            "id": id,
            "phone": phone.number(),
            "sign_ins": sign_ins.collect::<Vec<_>>(),
        }))
    }

    /// Every request about the data, page by page into one file.
    async fn requests(&mut self) -> Result<(), Problem> {
        self.packer.begin("requests.jsonl").await?;
        let mut page = PageQuery { limit: Some(100), after: None };
        loop {
            let found = requests_of(&self.app, self.citizen.id, &page).await?;
            for request in found.items {
                let line = serde_json::to_string(&request).map_err(Internal::from)?;
                self.packer.bytes(format!("{line}\n").into()).await?;
            }
            match found.next {
                Some(next) => page.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    /// Every message that was told, page by page into one file.
    async fn messages(&mut self) -> Result<(), Problem> {
        let phone = identity::service::phone_of(self.app.db.read(), &self.app.vault, self.citizen.id).await?;
        self.packer.begin("messages.jsonl").await?;
        let mut after = None;
        loop {
            let (db, vault) = (self.app.db.read(), &self.app.vault);
            let found = outbox::sent_to(db, vault, phone.number(), after, MESSAGES).await?;
            let Some(last) = found.last() else { return Ok(()) };
            after = Some(last.id);
            for told in found {
                let message = told.message;
                let line = json!({ "at": told.at, "channel": message.channel, "text": message.text });
                self.packer.bytes(format!("{line}\n").into()).await?;
            }
        }
    }

    /// Every visit, page by page into one file.
    async fn visits(&mut self) -> Result<(), Problem> {
        self.packer.begin("appointments.jsonl").await?;
        let mut page = PageQuery { limit: Some(100), after: None };
        loop {
            let found = appointments::service::list(&self.app, &self.citizen, &page).await?;
            for visit in found.items {
                let line = serde_json::to_string(&visit).map_err(Internal::from)?;
                self.packer.bytes(format!("{line}\n").into()).await?;
            }
            match found.next {
                Some(next) => page.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    async fn application(&mut self, dossier: Dossier) -> Result<(), Problem> {
        let (db, vault) = (self.app.db.read(), &self.app.vault);
        let id = dossier.application.id;
        let name =
            dossier.application.receipt_no.as_ref().map_or_else(|| id.to_string(), ToString::to_string);
        let folder = format!("applications/{name}");
        let files: Vec<_> = dossier.materials.iter().map(|file| (file.id, file.filename.clone())).collect();
        let consents = consents_of(db, &[id]).await?.into_iter().map(|one| {
            json!({ "kind": one.kind, "version": one.version, "given_at": one.given_at, "withdrawn_at": one.withdrawn_at })
        });
        let consents: Vec<_> = consents.collect();
        let whole = json!({
            "sent": forms_sent(db, vault, id).await?,
            "consents": consents,
            "custody": assistance::custody::service::copy_of(&self.app, id).await?,
            "referrals": referrals::service::copy_of(&self.app, id, self.language).await?,
            "follow_up": assistance::followup::service::copy_of(&self.app, id, self.language).await?,
            "representation": representation::service::of(db, vault, id).await?,
            "application": ApplicationView::of(&self.app, dossier, self.language)?,
        });
        self.json(&format!("{folder}/application.json"), &whole).await?;
        for (index, (file, name)) in files.into_iter().enumerate() {
            let place = format!("{folder}/files/{:02}-{}", index.saturating_add(1), safe_name(&name));
            self.file(id, file, &place).await?;
        }
        Ok(())
    }

    async fn file(&mut self, application: uuid::Uuid, file: uuid::Uuid, place: &str) -> Result<(), Problem> {
        let opened =
            materials::service::open(&self.app, &self.citizen, application, file, View::Original).await?;
        self.packer.begin(place).await?;
        let mut bytes = opened.reading.bytes;
        while let Some(chunk) = bytes.next().await {
            self.packer.bytes(chunk?).await?;
        }
        Ok(())
    }
}
