//! What staff do, and which roles do it.

use crate::identity::actor::Role::{
    self, Admin, Approver, Auditor, Custodian, Finance, Partner, Reception, Reviewer,
};

/// Something that staff do. What is done to a matter in one of its states is the workflow's table besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Finds, opens and reads citizens' matters. Finance, custodians and partners see only what is handed to them.
    SeeMatters,
    /// Gives tasks of investigation, notes what was found, asks other procuratorates and answers them.
    Investigate,
    /// Opens cases of assistance, describes their people and proposes what they get.
    ProposeAssistance,
    /// Takes the steps of a decision on assistance that their posts give them.
    DecideAssistance,
    /// Reads where somebody's money goes.
    SeePayments,
    /// Reads what is to be paid, and batches of payments.
    SeeBatches,
    /// Enters where somebody's money goes.
    EnterAccounts,
    /// Confirms accounts, makes, checks and sends batches, enters what the bank said.
    Pay,
    /// Reads mandates of custody: staff by the matter, finance by the organ, custodians exactly what was handed to them.
    SeeCustody,
    /// Draws up agreements of custody, asks for releases, files vouchers.
    KeepCustody,
    /// Checks for the custodian whether what is asked for is true.
    VerifyReleases,
    /// Checks signatures, agrees to releases, lets them go on after a report.
    DecideReleases,
    /// Reports that money in custody is misused.
    ReportMisuse,
    /// Chooses how often people of a case are visited, moves and gives up visits, and gives them to somebody.
    PlanVisits,
    /// Records visits after payment, and help besides money.
    Visit,
    /// Asks to close a case of which nothing is open.
    AskClosing,
    /// Confirms that a case is closed, or hands that back.
    ConfirmClosing,
    /// Opens the archive bundle of a closed case, for a recorded reason.
    OpenBundles,
    /// Reads recoveries of assistance: staff by the case, finance of the organs that gave once it is decided.
    SeeRecoveries,
    /// Opens a recovery of assistance.
    OpenRecovery,
    /// Decides on a recovery, and writes off what won't come.
    DecideRecovery,
    /// Reads who holds which post.
    SeePosts,
    /// Gives posts to those who decide.
    KeepPosts,
    /// Does what the workflow allows, writes notes, assigns, shows what is masked by a recorded reason.
    WorkOnMatters,
    /// Accepts and rejects uploads.
    JudgePapers,
    /// Raises late, with a reason, what should have been named at once (一次性告知).
    OverrideNotice,
    /// Keeps somebody else out of a matter, lets them in again (回避), and opens a guarded matter to all.
    Protect,
    /// Reads who was shown what is masked and why, and who is kept out of a matter.
    Oversee,
    /// Reads who visits a center.
    SeeVisitors,
    /// Checks visitors in, calls and serves them.
    ReceiveVisitors,
    /// Reads the codes on the wall and their scans.
    SeeCodes,
    /// Makes and revokes codes.
    KeepCodes,
    /// Reads schedules and closed days.
    SeeSchedules,
    /// Makes schedules and closes days.
    KeepSchedules,
    /// Adds staff, gives roles, ends accounts and sessions.
    KeepStaff,
    /// Adds, changes and closes organs, partners, departments and centers.
    KeepOrgans,
    /// Enters calendars of working days.
    KeepCalendars,
    /// Puts WeChat's verification files in place.
    KeepVerificationFiles,
    /// Reads an organ's ledger.
    ReadLedger,
    /// Enters budgets and money that arrived.
    KeepLedger,
    /// Reads the audit record.
    ReadRecord,
    /// Issues official documents of a matter.
    IssueDocuments,
    /// Reads a matter's official documents, masked or in full.
    ReadDocuments,
    /// Makes an official document void.
    VoidDocuments,
    /// Sees what was handed to other organs and by them: staff by the matter, partners exactly what was handed to them.
    SeeHandoffs,
    /// Hands a matter to a partner.
    HandOver,
    /// Receives, accepts, returns, reports on, recalls and closes what was handed over.
    ActOnHandoffs,
    /// Hands a clue to the procuratorate.
    SendClues,
    /// Reads who must be told of their rights, and who was (权利告知).
    SeeRights,
    /// Enters who must be told of their rights, and that they were.
    TellRights,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 50] = [
        Self::SeeMatters,
        Self::Investigate,
        Self::ProposeAssistance,
        Self::DecideAssistance,
        Self::SeePayments,
        Self::SeeBatches,
        Self::EnterAccounts,
        Self::Pay,
        Self::SeeCustody,
        Self::KeepCustody,
        Self::VerifyReleases,
        Self::DecideReleases,
        Self::ReportMisuse,
        Self::PlanVisits,
        Self::Visit,
        Self::AskClosing,
        Self::ConfirmClosing,
        Self::OpenBundles,
        Self::SeeRecoveries,
        Self::OpenRecovery,
        Self::DecideRecovery,
        Self::SeePosts,
        Self::KeepPosts,
        Self::WorkOnMatters,
        Self::JudgePapers,
        Self::OverrideNotice,
        Self::Protect,
        Self::Oversee,
        Self::SeeVisitors,
        Self::ReceiveVisitors,
        Self::SeeCodes,
        Self::KeepCodes,
        Self::SeeSchedules,
        Self::KeepSchedules,
        Self::KeepStaff,
        Self::KeepOrgans,
        Self::KeepCalendars,
        Self::KeepVerificationFiles,
        Self::ReadLedger,
        Self::KeepLedger,
        Self::ReadRecord,
        Self::IssueDocuments,
        Self::ReadDocuments,
        Self::VoidDocuments,
        Self::SeeHandoffs,
        Self::HandOver,
        Self::ActOnHandoffs,
        Self::SendClues,
        Self::SeeRights,
        Self::TellRights,
    ];

    /// The roles that do it. An auditor's word stands only where nothing is changed (security.md AC-6).
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::SeeMatters | Self::SeeVisitors | Self::ReadDocuments | Self::SeeRights => {
                &[Reception, Reviewer, Approver, Auditor]
            }
            Self::WorkOnMatters | Self::IssueDocuments | Self::HandOver | Self::TellRights => {
                &[Reception, Reviewer, Approver]
            }
            Self::Investigate => &[Reviewer, Approver],
            Self::ProposeAssistance
            | Self::KeepCustody
            | Self::PlanVisits
            | Self::AskClosing
            | Self::OpenRecovery => &[Reviewer],
            Self::DecideAssistance
            | Self::DecideReleases
            | Self::ConfirmClosing
            | Self::DecideRecovery
            | Self::OverrideNotice
            | Self::Protect
            | Self::VoidDocuments => &[Approver],
            Self::OpenBundles => &[Reviewer, Approver, Auditor],
            Self::SeeRecoveries => &[Reviewer, Approver, Finance, Auditor],
            Self::SeeCustody => &[Reviewer, Approver, Finance, Auditor, Custodian],
            Self::VerifyReleases => &[Custodian],
            Self::ReportMisuse => &[Reviewer, Approver, Finance, Custodian],
            Self::SeePosts => &[Admin, Auditor],
            Self::JudgePapers | Self::Visit => &[Reception, Reviewer],
            Self::Oversee => &[Approver, Auditor],
            Self::ReceiveVisitors => &[Reception],
            Self::SeeCodes | Self::SeeSchedules => &[Reception, Auditor, Admin],
            Self::KeepCodes => &[Reception, Admin],
            Self::KeepSchedules
            | Self::KeepPosts
            | Self::KeepStaff
            | Self::KeepOrgans
            | Self::KeepCalendars
            | Self::KeepVerificationFiles => &[Admin],
            Self::SeePayments => &[Reviewer, Finance, Auditor],
            Self::SeeBatches => &[Finance, Auditor],
            Self::EnterAccounts => &[Reviewer, Finance],
            Self::ReadLedger => &[Approver, Finance, Auditor],
            Self::KeepLedger | Self::Pay => &[Finance],
            Self::ReadRecord => &[Auditor],
            Self::SeeHandoffs => &[Reception, Reviewer, Approver, Auditor, Partner],
            Self::ActOnHandoffs => &[Reception, Reviewer, Approver, Partner],
            Self::SendClues => &[Partner],
        }
    }

    /// Whether it is one of the steps that another person than the one before takes, so that it must be known who takes it
    /// (security.md AC-5).
    pub const fn takes_four_eyes(self) -> bool {
        matches!(
            self,
            Self::ProposeAssistance
                | Self::DecideAssistance
                | Self::EnterAccounts
                | Self::Pay
                | Self::KeepCustody
                | Self::VerifyReleases
                | Self::DecideReleases
                | Self::AskClosing
                | Self::ConfirmClosing
                | Self::OpenRecovery
                | Self::DecideRecovery
        )
    }

    /// Whether it only looks.
    pub const fn reads(self) -> bool {
        matches!(
            self,
            Self::SeeMatters
                | Self::Oversee
                | Self::SeeVisitors
                | Self::SeeCodes
                | Self::SeeSchedules
                | Self::SeePosts
                | Self::SeePayments
                | Self::SeeBatches
                | Self::SeeCustody
                | Self::OpenBundles
                | Self::SeeRecoveries
                | Self::ReadLedger
                | Self::ReadRecord
                | Self::ReadDocuments
                | Self::SeeHandoffs
                | Self::SeeRights
        )
    }
}
