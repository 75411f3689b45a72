using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ReportsAndFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_InvoiceId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_PaidAt",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_InvoiceDate",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt",
                table: "CheckIns");

            migrationBuilder.CreateTable(
                name: "ReportColumnChoices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Columns = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReportColumnChoices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReportColumnChoices_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "ReportExports",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ScheduleId = table.Column<long>(type: "INTEGER", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Request = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    Format = table.Column<int>(type: "INTEGER", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    About = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Rows = table.Column<long>(type: "INTEGER", nullable: false),
                    Expected = table.Column<long>(type: "INTEGER", nullable: true),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    FileName = table.Column<string>(type: "TEXT", maxLength: 150, nullable: true),
                    ErrorCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    LeaseUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReportExports", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReportExports_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "ReportSchedules",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    EventId = table.Column<long>(type: "INTEGER", nullable: true),
                    Range = table.Column<int>(type: "INTEGER", nullable: false),
                    Format = table.Column<int>(type: "INTEGER", nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 5, nullable: false),
                    Rhythm = table.Column<int>(type: "INTEGER", nullable: false),
                    Weekday = table.Column<int>(type: "INTEGER", nullable: true),
                    Minute = table.Column<int>(type: "INTEGER", nullable: false),
                    DaysAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    Recipients = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    OwnerId = table.Column<long>(type: "INTEGER", nullable: false),
                    IsPaused = table.Column<bool>(type: "INTEGER", nullable: false),
                    NextAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    MadeForEnd = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DeletedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReportSchedules", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReportSchedules_Events_EventId",
                        column: x => x.EventId,
                        principalTable: "Events",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_ReportSchedules_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_ReportSchedules_Users_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Users",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "ScheduleRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    ScheduleId = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ExportId = table.Column<long>(type: "INTEGER", nullable: true),
                    Remaining = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    SentTo = table.Column<int>(type: "INTEGER", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScheduleRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ScheduleRuns_ReportSchedules_ScheduleId",
                        column: x => x.ScheduleId,
                        principalTable: "ReportSchedules",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_ScheduleRuns_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_InvoiceId_Currency_DeletedAt_Status_GrossMinor",
                table: "Payments",
                columns: new[] { "TenantId", "InvoiceId", "Currency", "DeletedAt", "Status", "GrossMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_PaidAt_DeletedAt_Status_Currency_Gateway_EventId_InvoiceId_GrossMinor_FeeMinor",
                table: "Payments",
                columns: new[] { "TenantId", "PaidAt", "DeletedAt", "Status", "Currency", "Gateway", "EventId", "InvoiceId", "GrossMinor", "FeeMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_Participants_TenantId_DeletedAt_CreatedAt_EventId_CategoryId_IsConfirmed_ContactId",
                table: "Participants",
                columns: new[] { "TenantId", "DeletedAt", "CreatedAt", "EventId", "CategoryId", "IsConfirmed", "ContactId" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_InvoiceDate_DeletedAt_Status_Kind_EventId_Currency_GrossMinor",
                table: "Invoices",
                columns: new[] { "TenantId", "InvoiceDate", "DeletedAt", "Status", "Kind", "EventId", "Currency", "GrossMinor" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt", "DeletedAt", "ParticipantId", "OutMinute", "Quantity" });

            migrationBuilder.CreateIndex(
                name: "IX_ReportColumnChoices_TenantId_UserId_Kind",
                table: "ReportColumnChoices",
                columns: new[] { "TenantId", "UserId", "Kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReportExports_ExpiresAt",
                table: "ReportExports",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_ReportExports_Owner",
                table: "ReportExports",
                column: "Owner");

            migrationBuilder.CreateIndex(
                name: "IX_ReportExports_Running",
                table: "ReportExports",
                columns: new[] { "TenantId", "UserId" },
                unique: true,
                filter: "[State] = 1");

            migrationBuilder.CreateIndex(
                name: "IX_ReportExports_State",
                table: "ReportExports",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_ReportExports_TenantId_UserId_CreatedAt",
                table: "ReportExports",
                columns: new[] { "TenantId", "UserId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ReportSchedules_NextAt",
                table: "ReportSchedules",
                column: "NextAt");

            migrationBuilder.CreateIndex(
                name: "IX_ReportSchedules_TenantId_Name",
                table: "ReportSchedules",
                columns: new[] { "TenantId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleRuns_NextAttemptAt",
                table: "ScheduleRuns",
                column: "NextAttemptAt");

            migrationBuilder.CreateIndex(
                name: "IX_ScheduleRuns_TenantId_ScheduleId_DueAt",
                table: "ScheduleRuns",
                columns: new[] { "TenantId", "ScheduleId", "DueAt" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReportColumnChoices");

            migrationBuilder.DropTable(
                name: "ReportExports");

            migrationBuilder.DropTable(
                name: "ScheduleRuns");

            migrationBuilder.DropTable(
                name: "ReportSchedules");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_InvoiceId_Currency_DeletedAt_Status_GrossMinor",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_PaidAt_DeletedAt_Status_Currency_Gateway_EventId_InvoiceId_GrossMinor_FeeMinor",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_Participants_TenantId_DeletedAt_CreatedAt_EventId_CategoryId_IsConfirmed_ContactId",
                table: "Participants");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_InvoiceDate_DeletedAt_Status_Kind_EventId_Currency_GrossMinor",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt_DeletedAt_ParticipantId_OutMinute_Quantity",
                table: "CheckIns");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_InvoiceId",
                table: "Payments",
                columns: new[] { "TenantId", "InvoiceId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_PaidAt",
                table: "Payments",
                columns: new[] { "TenantId", "PaidAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_InvoiceDate",
                table: "Invoices",
                columns: new[] { "TenantId", "InvoiceDate" });

            migrationBuilder.CreateIndex(
                name: "IX_CheckIns_TenantId_EventId_CheckedInAt",
                table: "CheckIns",
                columns: new[] { "TenantId", "EventId", "CheckedInAt" });
        }
    }
}
