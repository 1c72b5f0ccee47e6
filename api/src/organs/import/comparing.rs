//! What is there of a row in a file, and the row as the file wants it.

use crate::{
    error::{FieldFault, Internal},
    organs::{
        import::{
            applying::Run,
            file::{CenterEntry, OrganEntry},
        },
        keeping::service as keeping,
        model::{Center, Organ},
        queries, service,
    },
    platform::ids,
};

/// A row that is new, or one that was there before.
pub(super) enum Before<T> {
    Missing,
    There(T),
}

impl Run<'_> {
    /// What is there of an organ, and what is above it; nothing when either can't be.
    pub(super) async fn organ_before(
        &mut self,
        entry: &OrganEntry,
        line: u64,
    ) -> Result<Option<(Before<Organ>, Option<Organ>)>, Internal> {
        let db = self.change.db();
        let before = match queries::organs::by_code(db, &entry.code.value).await? {
            None => Before::Missing,
            Some(there) if there.closed_at.is_some() => {
                self.wrong(line, format!("the organ {} is closed for good", there.code));
                return Ok(None);
            }
            Some(there) if there.kind != entry.kind.value => {
                self.wrong(entry.kind.referenced.line(), "an organ's kind can't change");
                return Ok(None);
            }
            Some(there) => Before::There(there),
        };
        let parent = match (&entry.parent, &before) {
            (Some(code), _) => {
                let Some(parent) = self.open_organ(&code.value).await? else {
                    let text = format!("the organ {} stands neither above nor in the database", code.value);
                    self.wrong(code.referenced.line(), text);
                    return Ok(None);
                };
                Some(parent)
            }
            (None, Before::There(Organ { parent_id: Some(id), .. })) => {
                queries::organs::by_id(db, *id).await?
            }
            (None, _) => None,
        };
        Ok(Some((before, parent)))
    }

    pub(super) async fn open_organ(&self, code: &str) -> Result<Option<Organ>, Internal> {
        let organ = queries::organs::by_code(self.change.db(), code.trim()).await?;
        Ok(organ.filter(|organ| organ.closed_at.is_none()))
    }

    /// What is wrong with where a changed organ stands.
    pub(super) async fn misplaced(
        &self,
        there: &Organ,
        after: &Organ,
        parent: Option<&Organ>,
    ) -> Result<Option<FieldFault>, Internal> {
        let below = service::organ_and_below(self.change.db(), there.id).await?;
        if parent.is_some_and(|parent| below.contains(&parent.id)) {
            return Ok(Some(FieldFault::new("/parent_code", "parent_below")));
        }
        keeping::misfit_below(self.change, after).await
    }

    pub(super) async fn center_before(
        &mut self,
        entry: &CenterEntry,
        organ: &Organ,
        line: u64,
    ) -> Result<Option<Before<Center>>, Internal> {
        let there = queries::centers::by_code(self.change.db(), &entry.code.value).await?;
        let Some(there) = there else { return Ok(Some(Before::Missing)) };
        if there.closed_at.is_some() {
            self.wrong(line, format!("the center {} is closed for good", there.code));
            return Ok(None);
        }
        if there.organ_id != organ.id {
            let text = format!("the center {} is kept by the organ {}", there.code, there.organ_code);
            self.wrong(entry.organ.referenced.line(), text);
            return Ok(None);
        }
        Ok(Some(Before::There(there)))
    }
}

/// The organ as the file wants it.
pub(super) fn wanted(entry: &OrganEntry, before: &Before<Organ>, parent: Option<&Organ>) -> Organ {
    let (id, version) = match before {
        Before::Missing => (ids::new_id(), 1),
        Before::There(there) => (there.id, there.version),
    };
    let text = |field: &Option<serde_saphyr::Spanned<String>>| {
        keeping::filled(field.as_ref().map(|field| field.value.clone()))
    };
    Organ {
        id,
        code: entry.code.value.clone(),
        name: entry.name.value.clone().into(),
        short_name: keeping::short(entry.short_name.as_ref().map(|names| names.value.clone())),
        kind: entry.kind.value,
        level: entry.level.value,
        parent_id: parent.map(|parent| parent.id),
        partner: entry.partner.as_ref().map(|kind| kind.value),
        phone: text(&entry.phone),
        contact: text(&entry.contact),
        closed_at: None,
        version,
    }
}
