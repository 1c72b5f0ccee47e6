//! PostgreSQL's own programs, which know how to write a database out and read it back. The password goes to them through the
//! environment, never as an argument, where everybody on the machine could see it (security.md OPS-2).

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};
use percent_encoding::percent_decode_str;
use reqwest::Url;

/// Drops what is in the schema: tables with everything that hangs on them, then the functions of their triggers.
const CLEAR: &str = "DO $$ DECLARE one text; BEGIN \
    FOR one IN SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', tablename) FROM pg_tables WHERE schemaname = 'public' \
    LOOP EXECUTE one; END LOOP; \
    FOR one IN SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p \
        WHERE pronamespace = 'public'::regnamespace \
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') \
    LOOP EXECUTE one; END LOOP; END $$";

/// A database on a server.
pub struct Server {
    url: Url,
    password: Option<String>,
}

impl Server {
    /// Takes the password out of an address.
    pub fn at(url: &str) -> anyhow::Result<Self> {
        // The address itself may hold a password: no error shows it.
        let mut url = Url::parse(url).ok().context("HECHANG_DATABASE_URL: this isn't an address")?;
        let mut password =
            url.password().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        url.set_query(None);
        for (name, value) in pairs {
            match name.as_str() {
                "password" => password = Some(value),
                _ => drop(url.query_pairs_mut().append_pair(&name, &value)),
            }
        }
        ensure!(url.set_password(None).is_ok(), "HECHANG_DATABASE_URL: the server is missing");
        Ok(Self { url, password })
    }

    /// Writes the database into a file, in PostgreSQL's custom format, as of one moment.
    pub fn dump(&self, file: &Path) -> anyhow::Result<()> {
        let mut dump = self.program("pg_dump");
        dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(file);
        finish(dump)
    }

    /// Puts what a file holds in place of everything that is in the database, all at once or not at all.
    pub fn replace(&self, dump: &Path, script: &Path) -> anyhow::Result<()> {
        let mut words = Command::new("pg_restore");
        words.args(["--no-owner", "--no-privileges", "--file"]).arg(script).arg(dump);
        finish(words)?;
        let mut psql = self.program("psql");
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--command",
            CLEAR,
        ]);
        psql.arg("--file").arg(script);
        finish(psql)
    }

    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(name);
        program.args(["--no-password", "--dbname", self.url.as_str()]);
        program.envs(self.password.as_ref().map(|password| ("PGPASSWORD", password)));
        program
    }
}

fn finish(mut program: Command) -> anyhow::Result<()> {
    let name = program.get_program().to_string_lossy().into_owned();
    let ended = program.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let ended = ended.with_context(|| format!("{name} is needed: install PostgreSQL's client programs"))?;
    ensure!(ended.status.success(), "{name}: {}", String::from_utf8_lossy(&ended.stderr).trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument() {
        for url in [
            "postgres://keeper:ge%2Fheim@db/hechang?sslmode=verify-full",
            "postgres://keeper@db/hechang?password=ge/heim",
        ] {
            let program = Server::at(url).unwrap().program("pg_dump");
            let arguments: Vec<_> =
                program.get_args().map(|one| one.to_string_lossy().into_owned()).collect();
            assert!(!arguments.concat().contains("heim"), "{arguments:?}");
            assert!(
                program
                    .get_envs()
                    .any(|(name, value)| name == "PGPASSWORD" && value == Some("ge/heim".as_ref()))
            );
        }
        let kept = Server::at("postgres://keeper@db/hechang?sslmode=verify-full").unwrap();
        assert_eq!(kept.url.as_str(), "postgres://keeper@db/hechang?sslmode=verify-full");
    }
}
