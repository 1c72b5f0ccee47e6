//! Finding an application by its applicant: the whole name or the number of the identity paper, by keyed blind index.

use hechang_entity::application;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        model::{Application, Search},
        queries::row,
        sealing,
        service::service_of,
    },
    catalog::Service,
    error::Internal,
    platform::vault::Vault,
};

const NAME: &str = "application.applicant_name";
const ID: &str = "application.applicant_id";
const AT_ONCE: u64 = 100;

/// What finds an application by these words: they are its applicant's whole name, or the number of their paper.
pub fn by_applicant(vault: &Vault, words: &str) -> Result<Search, Internal> {
    Ok(Search::Applicant { name: vault.index(NAME, &plain(words))?, id: vault.index(ID, &plain(words))? })
}

/// Notes under what an application can be found.
pub(super) fn index(vault: &Vault, service: &Service, one: &mut Application) -> Result<(), Internal> {
    let index = |column, pointer: Option<&str>| {
        let words = pointer.and_then(|pointer| one.form.pointer(pointer)?.as_str()).map(plain);
        words.filter(|words| !words.is_empty()).map(|words| vault.index(column, &words)).transpose()
    };
    let name = index(NAME, service.applicant_name.as_deref())?;
    let id = index(ID, service.applicant_id.as_deref())?;
    (one.applicant_name_index, one.applicant_id_index) = (name, id);
    Ok(())
}

/// Spaces, capitals and the way signs are put together don't matter.
fn plain(words: &str) -> String {
    words.nfc().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Indexes what was sent before there were indexes; a row that somebody changes meanwhile is indexed by them.
pub async fn fill_indexes(app: &App) -> Result<u64, Internal> {
    let (mut filled, mut after) = (0, None);
    loop {
        let rows = row::without_index(app.db.read(), after, AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(filled) };
        after = Some(last.id);
        for row in rows {
            filled += u64::from(fill(app, row).await?);
        }
    }
}

async fn fill(app: &App, row: application::Model) -> Result<bool, Internal> {
    let mut one = sealing::application(&app.vault, row)?;
    index(&app.vault, service_of(app, &one)?, &mut one)?;
    let Application { id, applicant_name_index: name, applicant_id_index: number, .. } = one;
    if name.is_none() && number.is_none() {
        return Ok(false);
    }
    write(app, id, name, number).await
}

async fn write(
    app: &App,
    id: Uuid,
    name: Option<Vec<u8>>,
    number: Option<Vec<u8>>,
) -> Result<bool, Internal> {
    let tx = app.db.begin().await?;
    let written = row::set_index(&tx, id, name, number).await?;
    tx.commit().await?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_capitals_do_not_matter() {
        assert_eq!(plain(" 次仁 卓玛\u{3000}"), plain("次仁卓玛"));
        assert_eq!(plain("Tashi  Dorje"), plain("tashidorje"));
        assert_eq!(plain("11010519491231002X"), plain("110105 19491231 002x"));
        assert_eq!(plain("e\u{301}"), plain("é"));
        assert_ne!(plain("次仁"), plain("次仁卓玛"));
    }
}
