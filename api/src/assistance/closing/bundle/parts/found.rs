//! What was found out: by the investigation before the decision, by the visits after it.

use serde_json::json;

use super::{Part, Source, record, say};
use crate::{
    app::App,
    assistance::{closing::bundle::Contents, investigation},
    error::Internal,
    platform::archive::safe_name,
    web::language::Language::Chinese,
};

/// Tasks with notes, requests and answers; the files of each task in a folder of its own, numbered as the tasks are.
pub fn investigation<'a>(app: &App, contents: &'a Contents, all: &mut Vec<Part<'a>>) -> Result<(), Internal> {
    let archived = &contents.investigation;
    if archived.tasks.is_empty() {
        return Ok(());
    }
    all.push(record(app, "investigation", &json!(archived))?);
    for (task, place) in archived.tasks.iter().zip(1..) {
        let title = investigation::kind_text(task.task.kind, Chinese)?;
        let answer = format!("{title}（{}）", say(app, "closing-part-answer"));
        for (file, n) in task.files.iter().zip(1..) {
            all.push(Part {
                path: format!("investigation/{place:03}/{n:03}-{}", safe_name(&file.filename)),
                title: if file.answers { answer.clone() } else { title.clone() },
                media_type: file.media_type.clone(),
                source: Source::File(file.id),
            });
        }
    }
    Ok(())
}

/// Plan, records and help, with vouchers and photographs.
pub fn visits<'a>(app: &App, contents: &'a Contents, all: &mut Vec<Part<'a>>) -> Result<(), Internal> {
    let Some(archived) = &contents.follow_up else { return Ok(()) };
    let what = json!({ "plan": archived.planned, "records": archived.records, "help": archived.help });
    all.push(record(app, "visits", &what)?);
    for (picture, n) in archived.pictures.iter().zip(1..) {
        all.push(Part {
            path: format!("visits/{n:03}-{}", safe_name(&picture.filename)),
            title: say(app, &format!("followup-file-{}", picture.kind.word())),
            media_type: picture.media_type.clone(),
            source: Source::File(picture.id),
        });
    }
    Ok(())
}
