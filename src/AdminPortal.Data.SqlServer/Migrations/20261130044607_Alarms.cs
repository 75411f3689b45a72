using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
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
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Alarms",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: true),
                    Cause = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Subject = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RaisedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SeenTrueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    End = table.Column<int>(type: "int", nullable: true),
                    Figure = table.Column<long>(type: "bigint", nullable: true),
                    OutOf = table.Column<long>(type: "bigint", nullable: true),
                    NotedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    NotedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: true),
                    AlarmId = table.Column<long>(type: "bigint", nullable: false),
                    IsEnd = table.Column<bool>(type: "bit", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true)
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
