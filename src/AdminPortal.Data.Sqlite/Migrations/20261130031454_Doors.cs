using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Doors : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "DoorPinHash",
                table: "Users",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Battery",
                table: "Stations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Charging",
                table: "Stations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "IsKiosk",
                table: "Stations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "LockedAt",
                table: "Stations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PinHash",
                table: "Stations",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Stewards",
                table: "Stations",
                type: "TEXT",
                maxLength: 4000,
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<long>(
                name: "UserId",
                table: "Stations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UserStamp",
                table: "Stations",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Stations_UserId",
                table: "Stations",
                column: "UserId",
                filter: "[UserId] IS NOT NULL");

            migrationBuilder.AddForeignKey(
                name: "FK_Stations_Users_UserId",
                table: "Stations",
                column: "UserId",
                principalTable: "Users",
                principalColumn: "Id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Stations_Users_UserId",
                table: "Stations");

            migrationBuilder.DropIndex(
                name: "IX_Stations_UserId",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "DoorPinHash",
                table: "Users");

            migrationBuilder.DropColumn(
                name: "Battery",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "Charging",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "IsKiosk",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "LockedAt",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "PinHash",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "Stewards",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "UserId",
                table: "Stations");

            migrationBuilder.DropColumn(
                name: "UserStamp",
                table: "Stations");
        }
    }
}
