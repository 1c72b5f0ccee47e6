//! Lays a file over what is there: makes what is missing, changes what differs, and collects every mistake.

use std::collections::BTreeSet;

use crate::{
    error::{FieldFault, Internal},
    organs::{
        import::{
            Mistake, What,
            comparing::{Before, wanted},
            file::{CenterEntry, DepartmentEntry, File, OrganEntry},
        },
        keeping::{error::KeepingError, rules, service as keeping},
        model::{Department, Organ},
        service,
    },
    platform::{
        change::{Change, Event},
        ids,
    },
};

/// What came of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Procuratorates and partners.
    pub organs: Tally,
    /// Their departments.
    pub departments: Tally,
    /// Centers.
    pub centers: Tally,
}

/// How many rows of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Weren't there before.
    pub made: usize,
    /// Were different.
    pub changed: usize,
    /// Were the same.
    pub same: usize,
}

impl Imported {
    /// Whether the file changed nothing.
    pub fn is_nothing(&self) -> bool {
        [self.organs, self.departments, self.centers].iter().all(|tally| tally.made + tally.changed == 0)
    }
}

/// Writes a file within a change; the caller commits, or drops the change when there are mistakes.
///
/// # Errors
/// A fault of the program; mistakes of the file are the inner result.
pub async fn apply(change: &Change, file: &File) -> Result<Result<Imported, Vec<Mistake>>, Internal> {
    let mut run = Run { change, imported: Imported::default(), mistakes: Vec::new() };
    let (mut organs, mut centers) = (BTreeSet::new(), BTreeSet::new());
    for entry in &file.organs {
        let line = entry.referenced.line();
        if organs.insert(entry.value.code.value.as_str()) {
            run.organ(&entry.value, line).await?;
        } else {
            run.wrong(line, format!("the organ {} stands here a second time", entry.value.code.value));
        }
    }
    for entry in &file.centers {
        let line = entry.referenced.line();
        if centers.insert(entry.value.code.value.as_str()) {
            run.center(&entry.value, line).await?;
        } else {
            run.wrong(line, format!("the center {} stands here a second time", entry.value.code.value));
        }
    }
    let Run { imported, mistakes, .. } = run;
    Ok(if mistakes.is_empty() { Ok(imported) } else { Err(mistakes) })
}

/// A file on its way into the database.
pub(super) struct Run<'a> {
    pub(super) change: &'a Change,
    imported: Imported,
    mistakes: Vec<Mistake>,
}

impl Run<'_> {
    pub(super) fn wrong(&mut self, line: u64, text: impl Into<String>) {
        self.mistakes.push(Mistake::new(line, text));
    }

    fn faults(&mut self, faults: Vec<FieldFault>, line_of: impl Fn(&str) -> u64) {
        let mistake = |fault: FieldFault| Mistake { line: line_of(&fault.pointer), what: What::Field(fault) };
        self.mistakes.extend(faults.into_iter().map(mistake));
    }

    async fn organ(&mut self, entry: &OrganEntry, line: u64) -> Result<(), Internal> {
        let Some((before, parent)) = self.organ_before(entry, line).await? else { return Ok(()) };
        let after = wanted(entry, &before, parent.as_ref());
        let mut faults = rules::organ(&after, parent.as_ref());
        if let Before::There(there) = &before {
            faults.extend(self.misplaced(there, &after, parent.as_ref()).await?);
        }
        if !faults.is_empty() {
            self.faults(faults, |pointer| entry.line_of(pointer, line));
            return Ok(());
        }
        let event = match before {
            Before::Missing => {
                self.imported.organs.made += 1;
                Some(keeping::insert_organ(self.change, &after).await?)
            }
            Before::There(there) => {
                let event = keeping::update_organ(self.change, &there, after.clone()).await?;
                count(&mut self.imported.organs, event.is_some());
                event
            }
        };
        self.record(event);
        for department in &entry.departments {
            self.department(&after, &department.value, department.referenced.line()).await?;
        }
        Ok(())
    }

    async fn department(
        &mut self,
        organ: &Organ,
        entry: &DepartmentEntry,
        line: u64,
    ) -> Result<(), Internal> {
        let name = crate::web::language::Text::from(entry.name.clone());
        let there = service::departments_of(self.change.db(), organ.id).await?;
        let before = there.into_iter().find(|department| department.name.zh_cn == name.zh_cn);
        let fresh = Department {
            id: ids::new_id(),
            organ_id: organ.id,
            line: entry.line,
            name,
            closed_at: None,
            version: 1,
        };
        let faults = rules::department(&fresh, organ);
        if !faults.is_empty() {
            self.faults(faults, |_| line);
            return Ok(());
        }
        let event = match before {
            None => {
                self.imported.departments.made += 1;
                let Department { line, name, .. } = fresh;
                Some(service::open_department(self.change, organ.id, line, name).await?.1)
            }
            Some(there) => {
                let after = Department { line: fresh.line, name: fresh.name, ..there.clone() };
                let event = keeping::update_line(self.change, &there, after).await?;
                count(&mut self.imported.departments, event.is_some());
                event
            }
        };
        self.record(event);
        Ok(())
    }

    async fn center(&mut self, entry: &CenterEntry, line: u64) -> Result<(), Internal> {
        let Some(organ) = self.open_organ(&entry.organ.value).await? else {
            let text = format!("the organ {} stands neither above nor in the database", entry.organ.value);
            self.wrong(entry.organ.referenced.line(), text);
            return Ok(());
        };
        let Some(before) = self.center_before(entry, &organ, line).await? else { return Ok(()) };
        let blank = match &before {
            Before::Missing => keeping::made(entry.code.value.clone(), &organ),
            Before::There(there) => there.clone(),
        };
        let after = match keeping::checked(blank, entry.place(), &organ) {
            Ok(after) => after,
            Err(KeepingError::Invalid(faults)) => {
                self.faults(faults, |pointer| entry.line_of(pointer, line));
                return Ok(());
            }
            Err(other) => return Err(Internal::from_error(other)),
        };
        let event = match before {
            Before::Missing => {
                self.imported.centers.made += 1;
                Some(keeping::insert_center(self.change, &after).await?)
            }
            Before::There(there) => {
                let event = keeping::update_center(self.change, &there, after).await?;
                count(&mut self.imported.centers, event.is_some());
                event
            }
        };
        self.record(event);
        Ok(())
    }

    fn record(&self, event: Option<Event>) {
        if let Some(event) = event {
            self.change.record(event);
        }
    }
}

fn count(tally: &mut Tally, changed: bool) {
    if changed {
        tally.changed += 1;
    } else {
        tally.same += 1;
    }
}
