using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WallSightAndRehearsal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "LastSeenAt",
                table: "Walls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RehearsalAdmitted",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RehearsalFailed",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RehearsalMilliseconds",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RehearsalSent",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RehearsedAt",
                table: "Events",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "LastSeenAt",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "RehearsalAdmitted",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "RehearsalFailed",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "RehearsalMilliseconds",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "RehearsalSent",
                table: "Events");

            migrationBuilder.DropColumn(
                name: "RehearsedAt",
                table: "Events");
        }
    }
}
