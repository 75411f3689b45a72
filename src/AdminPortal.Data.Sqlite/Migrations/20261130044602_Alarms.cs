using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Alarms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AlarmAddresses",
                table: "Tenants",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Alarms",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    EventId = table.Column<long>(type: "INTEGER", nullable: true),
                    Cause = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RaisedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SeenTrueAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    End = table.Column<int>(type: "INTEGER", nullable: true),
                    Figure = table.Column<long>(type: "INTEGER", nullable: true),
                    OutOf = table.Column<long>(type: "INTEGER", nullable: true),
                    NotedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NotedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alarms", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Alarms_Events_EventId",
                        column: x => x.EventId,
                        principalTable: "Events",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_Alarms_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "AlarmLetters",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    EventId = table.Column<long>(type: "INTEGER", nullable: true),
                    AlarmId = table.Column<long>(type: "INTEGER", nullable: false),
                    IsEnd = table.Column<bool>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SentAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AlarmLetters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AlarmLetters_Alarms_AlarmId",
                        column: x => x.AlarmId,
                        principalTable: "Alarms",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_AlarmLetters_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_AlarmLetters_EventId",
                table: "AlarmLetters",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_AlarmLetters_NextAttemptAt",
                table: "AlarmLetters",
                column: "NextAttemptAt");

            migrationBuilder.CreateIndex(
                name: "IX_AlarmLetters_TenantId_AlarmId_IsEnd_Address",
                table: "AlarmLetters",
                columns: new[] { "TenantId", "AlarmId", "IsEnd", "Address" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_EndedAt",
                table: "Alarms",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_EventId",
                table: "Alarms",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_Cause",
                table: "Alarms",
                columns: new[] { "TenantId", "Cause" },
                unique: true,
                filter: "[EndedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_RaisedAt",
                table: "Alarms",
                columns: new[] { "TenantId", "RaisedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AlarmLetters");

            migrationBuilder.DropTable(
                name: "Alarms");

            migrationBuilder.DropColumn(
                name: "AlarmAddresses",
                table: "Tenants");
        }
    }
}
