//! `retention.yaml`: every kind of record has a rule, and every service's matters end in one.

use super::{Files, mistake::Mistake, parse, text, tree::Node};
use crate::catalog::{
    model::Service,
    retention::{RecordKind, Retention},
};

const NAME: &str = "retention.yaml";

/// Reads and checks the table.
pub fn read(files: &Files, services: &[Service]) -> Result<Retention, Mistake> {
    let text = text(files, NAME)?;
    let table: Retention = parse(NAME, text)?;
    let node: Node = parse(NAME, text)?;
    let known = || services.iter().map(|service| service.key.as_str());
    for (place, rule) in table.records.iter().enumerate() {
        let line = node.line_of(&format!("/records/{place}/services"));
        if let Some(unknown) = rule.services.iter().find(|key| !known().any(|known| known == *key)) {
            return Err(Mistake::unknown(NAME, line, "service", unknown, known()));
        }
        let twice = table.records.iter().take(place).any(|other| other.key == rule.key);
        if twice {
            let what = format!("rule `{}` stands there twice, expected another key", rule.key);
            return Err(Mistake::new(NAME, node.line_of(&format!("/records/{place}/key")), what));
        }
    }
    complete(&table, services, node.line_of("/records"))?;
    Ok(table)
}

fn complete(table: &Retention, services: &[Service], line: u64) -> Result<(), Mistake> {
    if let Some(kind) = RecordKind::ALL.into_iter().find(|kind| table.rule(*kind).is_none()) {
        return Err(Mistake::new(
            NAME,
            line,
            format!("nothing says how long {kind:?} is kept, expected a rule"),
        ));
    }
    for service in services {
        let endless = service.workflow.states().find(|state| table.of_matter(&service.key, *state).is_none());
        if let Some(state) = endless {
            let what = format!(
                "no rule of matters fits `{}` in `{}`, expected a last one for all",
                service.key,
                state.as_str()
            );
            return Err(Mistake::new(NAME, line, what));
        }
    }
    Ok(())
}
